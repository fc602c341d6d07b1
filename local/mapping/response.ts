import { compareSequence, type StreamRecord } from "./record.ts";

/** What a successful invocation says of its batch. */
export type Verdict =
  | { readonly type: "done" }
  | { readonly type: "failed" }
  /** Everything before the record at `firstFailed` is done; it and all after it are not. */
  | { readonly type: "partial"; readonly firstFailed: number };

const DONE: Verdict = { type: "done" };
const FAILED: Verdict = { type: "failed" };

/**
 * Reads the response of a function with ReportBatchItemFailures. No response, no list and an empty list are
 * success. A response or list of another type, and an item that does not name a record of the batch, fail the
 * whole batch: that repeats records, where the other reading would lose them.
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
  // Nothing was done before the first record: that is a failure of the whole batch.
  return firstFailed === 0 ? FAILED : { type: "partial", firstFailed };
}

function identifierOf(failure: unknown): string | null {
  if (typeof failure !== "object" || failure === null) return null;
  const { itemIdentifier } = failure as { itemIdentifier?: unknown };
  return typeof itemIdentifier === "string" && itemIdentifier !== "" ? itemIdentifier : null;
}
