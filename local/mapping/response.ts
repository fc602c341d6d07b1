import type { MappingAssumptions } from "./configuration.ts";
import { compareSequence, type StreamRecord } from "./record.ts";

/** What a successful invocation says about its batch. */
export type Verdict =
  | { readonly type: "done" }
  | { readonly type: "failed" }
  /** Records before `firstFailed`, none where it is 0, are done; that one and all after it are not. */
  | { readonly type: "partial"; readonly firstFailed: number };

const DONE: Verdict = { type: "done" };
const FAILED: Verdict = { type: "failed" };

/**
 * Reads the response of a function with ReportBatchItemFailures. No response, no list and an empty list are success.
 * Anything of another type fails the whole batch: that repeats records, where ignoring it would lose them. So does an
 * item that does not name a record of the batch, unless such items are assumed to be ignored.
 */
export function readResponse(
  payload: unknown,
  batch: readonly StreamRecord[],
  unknownIdentifier: MappingAssumptions["unknownIdentifier"],
): Verdict {
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
    if (sequenceNumber === null) return FAILED;
    if (!known.has(sequenceNumber)) {
      if (unknownIdentifier === "is ignored") continue;
      return FAILED;
    }
    if (lowest === null || compareSequence(sequenceNumber, lowest) < 0) lowest = sequenceNumber;
  }
  if (lowest === null) return DONE;
  return { type: "partial", firstFailed: batch.findIndex((record) => record.sequenceNumber === lowest) };
}

function identifierOf(failure: unknown): string | null {
  if (typeof failure !== "object" || failure === null) return null;
  const { itemIdentifier } = failure as { itemIdentifier?: unknown };
  return typeof itemIdentifier === "string" && itemIdentifier !== "" ? itemIdentifier : null;
}
