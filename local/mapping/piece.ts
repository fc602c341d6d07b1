import { backoffMs, type MappingConfiguration } from "./configuration.ts";
import type { GiveUpCondition } from "./failure-record.ts";
import type { InvocationOutcome } from "./outcome.ts";
import type { StreamRecord } from "./record.ts";
import { readResponse, type Verdict } from "./response.ts";

/** A batch under way, or what remains of it after a split. */
export interface Piece<R extends StreamRecord> {
  /** At least one, in order. */
  readonly records: readonly R[];
  readonly phase: Phase;
  /** The function errors that count against maximumRetryAttempts. */
  readonly retries: number;
  /** The failures since the last split, including throttles: the backoff grows with them. */
  readonly failuresInARow: number;
  /** How often the function ran with these records, including before splits. */
  readonly invocations: number;
  readonly lastOutcome: InvocationOutcome | null;
}

type Phase =
  | { readonly type: "waiting"; readonly until: number }
  | { readonly type: "invoking"; readonly id: number }
  | { readonly type: "givingUp"; readonly condition: GiveUpCondition }
  | { readonly type: "telling"; readonly id: number };

export function newPiece<R extends StreamRecord>(records: readonly R[], at: number): Piece<R> {
  const phase: Phase = { type: "waiting", until: at };
  return { records, phase, retries: 0, failuresInARow: 0, invocations: 0, lastOutcome: null };
}

/** Returns the pieces that an invocation leaves to be done, in order; empty when all is done. */
export function settle<R extends StreamRecord>(
  piece: Piece<R>,
  outcome: InvocationOutcome,
  configuration: MappingConfiguration,
  at: number,
): Piece<R>[] {
  if (outcome.type === "throttled")
    return [waitLonger({ ...piece, lastOutcome: outcome }, configuration, at)];
  const run = { ...piece, invocations: piece.invocations + 1, lastOutcome: outcome };
  const verdict = verdictOf(outcome, piece.records, configuration);
  const bisects = configuration.bisectBatchOnFunctionError;
  switch (verdict.type) {
    case "done":
      return [];
    case "partial": {
      const rest = run.records.slice(verdict.firstFailed);
      return bisects && verdict.firstFailed > 0
        ? [afterSplit(run, rest, at + backoffMs(configuration, 1))]
        : [retry({ ...run, records: rest }, configuration, at)];
    }
    case "failed": {
      if (!bisects || run.records.length === 1) return [retry(run, configuration, at)];
      const middle = Math.ceil(run.records.length / 2);
      return [
        afterSplit(run, run.records.slice(0, middle), at + backoffMs(configuration, 1)),
        afterSplit(run, run.records.slice(middle), at),
      ];
    }
  }
}

/** Splits off the records that are too old to be sent; they come first, to be given up. */
export function splitExpired<R extends StreamRecord>(
  piece: Piece<R>,
  ageMaxMs: number,
  at: number,
): Piece<R>[] {
  const isExpired = (record: R) => at - record.arrivedAt > ageMaxMs;
  const expired = piece.records.filter(isExpired);
  if (expired.length === 0) return [piece];
  const rest = piece.records.filter((record) => !isExpired(record));
  const givenUp: Piece<R> = {
    ...piece,
    records: expired,
    phase: { type: "givingUp", condition: "RecordAgeExceeded" },
  };
  return rest.length === 0 ? [givenUp] : [givenUp, { ...piece, records: rest }];
}

/** Returns when the oldest record will be too old. */
export function expiresAt(piece: Piece<StreamRecord>, ageMaxMs: number): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const record of piece.records) oldest = Math.min(oldest, record.arrivedAt);
  return oldest + ageMaxMs + 1;
}

function verdictOf(
  outcome: InvocationOutcome,
  records: readonly StreamRecord[],
  configuration: MappingConfiguration,
): Verdict {
  if (outcome.type !== "success") return { type: "failed" };
  const { reportBatchItemFailures, unknownIdentifier, firstReturned } = configuration;
  if (!reportBatchItemFailures) return { type: "done" };
  const verdict = readResponse(outcome.payload, records, unknownIdentifier);
  // Nothing before the first record is done, so the whole batch has failed; a split at that record splits off nothing.
  const isWhole = verdict.type === "partial" && verdict.firstFailed === 0;
  return isWhole && firstReturned === "split in two" ? { type: "failed" } : verdict;
}

function retry<R extends StreamRecord>(
  piece: Piece<R>,
  configuration: MappingConfiguration,
  at: number,
): Piece<R> {
  const most = configuration.maximumRetryAttempts;
  if (most !== -1 && piece.retries >= most) {
    return { ...piece, phase: { type: "givingUp", condition: "RetryAttemptsExhausted" } };
  }
  return waitLonger({ ...piece, retries: piece.retries + 1 }, configuration, at);
}

function waitLonger<R extends StreamRecord>(
  piece: Piece<R>,
  configuration: MappingConfiguration,
  at: number,
): Piece<R> {
  const failuresInARow = piece.failuresInARow + 1;
  const until = at + backoffMs(configuration, failuresInARow);
  return { ...piece, failuresInARow, phase: { type: "waiting", until } };
}

/** A split counts as no retry and restarts the backoff: splitting ends by itself, at single records. */
function afterSplit<R extends StreamRecord>(piece: Piece<R>, records: readonly R[], until: number): Piece<R> {
  return { ...piece, records, failuresInARow: 0, phase: { type: "waiting", until } };
}
