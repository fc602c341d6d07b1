import { compareSequence, type StreamRecord } from "./record.ts";

/** What a successful invocation says about its batch. */
export type Verdict =
  | { readonly type: "done" }
  | { readonly type: "failed" }
  /** Records before `firstFailed` are done; that one and all after it are not. */
  | { readonly type: "partial"; readonly firstFailed: number };

const DONE: Verdict = { type: "done" };
const FAILED: Verdict = { type: "failed" };

/**
 * Reads the response of a function with ReportBatchItemFailures. No response, no list and an empty list are success.
 * Anything of another type, and an item that does not name a record of the batch, fails the whole batch: that repeats
 * records, where ignoring it would lose them.
 */
export function readResponse(payload: unknown, batch: readonly StreamRecord[]): Verdict {
  if (payload === null || payload === undefined) return DONE;
  if (typeof payload !== "object" || Array.isArray(payload)) return FAILED;
  const failures = (payload as { batchItemFailures?: unknown }).batchItemFailures;
  if (failures === null || failures === undefined) return DONE;
  if (!Array.isArray(failures)) return FAILED;
  if (failures.length === 0) return DONE;
  const known = new Set(batch.map((record) => record.sequenceNumber));
  let lowest: string | null = null;
  for (const failure of failures) {
    const sequenceNumber = identifierOf(failure);
    if (sequenceNumber === null || !known.has(sequenceNumber)) return FAILED;
    if (lowest === null || compareSequence(sequenceNumber, lowest) < 0) lowest = sequenceNumber;
  }
  const firstFailed = batch.findIndex((record) => record.sequenceNumber === lowest);
  // Nothing before the first record is done, so the whole batch has failed.
  return firstFailed === 0 ? FAILED : { type: "partial", firstFailed };
}

function identifierOf(failure: unknown): string | null {
  if (typeof failure !== "object" || failure === null) return null;
  const { itemIdentifier } = failure as { itemIdentifier?: unknown };
  return typeof itemIdentifier === "string" && itemIdentifier !== "" ? itemIdentifier : null;
}
