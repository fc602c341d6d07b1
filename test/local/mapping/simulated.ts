import { configureMapping, type MappingConfiguration } from "../../../local/mapping/configuration.ts";
import type { FailureRecord, ShardNames } from "../../../local/mapping/failure-record.ts";
import { step } from "../../../local/mapping/machine.ts";
import type { InvocationOutcome } from "../../../local/mapping/outcome.ts";
import type { Command, Input } from "../../../local/mapping/protocol.ts";
import { compareSequence, type StreamRecord } from "../../../local/mapping/record.ts";
import { isAtRest, openShard, type ShardState } from "../../../local/mapping/shard-state.ts";
import { deepFrozen } from "../../frozen.ts";

/** A shard, a function and a virtual clock around the machine. */
export interface Simulation {
  readonly records: readonly StreamRecord[];
  readonly configuration?: Partial<MappingConfiguration>;
  /** How the nth invocation (from 0) of these records ends; success when absent. */
  readonly behave?: (records: readonly StreamRecord[], nth: number) => Ending;
  readonly checkpoint?: string | null;
  /** Ends the simulation before it is at rest: after this many inputs, or at this time. */
  readonly inputsMax?: number;
  readonly until?: number;
  /** The most records one read returns. */
  readonly readMax?: number;
  readonly failedReads?: number;
}

export interface Ending {
  readonly outcome: InvocationOutcome;
  readonly tookMs?: number;
}

interface Invocation {
  readonly at: number;
  readonly sequenceNumbers: readonly string[];
  endedAt: number | null;
}

export interface Course {
  readonly invocations: Invocation[];
  readonly failures: FailureRecord[];
  /** Sequence numbers of the records in those failures. */
  readonly givenUp: Set<string>;
  readonly checkpoints: string[];
  readonly readsAt: number[];
  state: ShardState<StreamRecord>;
  endedAt: number;
}

export const START = Date.UTC(2026, 10, 1);
export const NAMES: ShardNames = {
  shardId: "shardId-000000000003",
  streamArn: "arn:aws:kinesis:eu-west-3:111122223333:stream/observations",
  functionArn: "arn:aws:lambda:eu-west-3:111122223333:function:detect",
};
export const SUCCESS: Ending = { outcome: { type: "success", payload: null } };
export const FAILURE: Ending = { outcome: { type: "error", requestId: "request" } };

/** A 56-digit number, which a double cannot distinguish from its neighbours. */
export function sequenceNumber(n: number): string {
  return (49_601_189_658_422_359_378_836_298_521_827_638_475_320_189_012_309_704_722n + BigInt(n)).toString();
}

export function recordOf(n: number, about: Partial<StreamRecord> = {}): StreamRecord {
  return {
    sequenceNumber: sequenceNumber(n),
    partitionKey: "lyon",
    dataBytes: 100,
    arrivedAt: START,
    ...about,
  };
}

export function recordsOf(count: number, about: Partial<StreamRecord> = {}): StreamRecord[] {
  return Array.from({ length: count }, (_, n) => recordOf(n, about));
}

export function partialFailure(...numbers: number[]): Ending {
  const batchItemFailures = numbers.map((n) => ({ itemIdentifier: sequenceNumber(n) }));
  return { outcome: { type: "success", payload: { batchItemFailures } } };
}

/** The course as lists of record numbers, which are easier to read than sequence numbers. */
export function batchesOf(course: Course): number[][] {
  return course.invocations.map((invocation) => invocation.sequenceNumbers.map(numberOf));
}

export function numberOf(sequence: string): number {
  return Number(BigInt(sequence) - BigInt(sequenceNumber(0)));
}

/** Runs until every record is done or given up, or the simulation's limit is reached. */
export function simulate(simulation: Simulation): Course {
  const configuration = configureMapping(simulation.configuration);
  const context = { configuration, names: NAMES };
  const pending: Input<StreamRecord>[] = [{ type: "tick", at: START }];
  const course: Course = {
    invocations: [],
    failures: [],
    givenUp: new Set(),
    checkpoints: [],
    readsAt: [],
    state: openShard<StreamRecord>(configuration, simulation.checkpoint ?? null),
    endedAt: START,
  };
  let failedReads = simulation.failedReads ?? 0;

  const read = (after: string | null, at: number): Input<StreamRecord> => {
    course.readsAt.push(at);
    if (failedReads-- > 0) return { type: "fetchFailed", at };
    const there = simulation.records.filter(
      (record) =>
        record.arrivedAt <= at && (after === null || compareSequence(record.sequenceNumber, after) > 0),
    );
    const records = there.slice(0, simulation.readMax ?? 10_000);
    return {
      type: "fetched",
      at: at + 1,
      records,
      millisBehindLatest: records.length < there.length ? 1 : 0,
      ended: false,
    };
  };
  const obey = (command: Command<StreamRecord>, at: number) => {
    switch (command.type) {
      case "fetch":
        pending.push(read(command.after, at));
        break;
      case "invoke": {
        const ending = simulation.behave?.(command.records, course.invocations.length) ?? SUCCESS;
        const sequenceNumbers = command.records.map((record) => record.sequenceNumber);
        const endedAt = at + (ending.tookMs ?? 10);
        course.invocations.push({ at, sequenceNumbers, endedAt });
        pending.push({ type: "finished", at: endedAt, id: command.id, outcome: ending.outcome });
        break;
      }
      case "tell":
        course.failures.push(command.failure);
        for (const sequence of toldBy(course.state, command.id)) course.givenUp.add(sequence);
        pending.push({ type: "told", at, id: command.id });
        break;
      case "checkpoint":
        course.checkpoints.push(command.sequenceNumber);
        break;
      case "wait":
        if (command.until !== null) pending.push({ type: "tick", at: Math.max(at, command.until) });
    }
  };

  for (let inputs = 0; inputs < (simulation.inputsMax ?? 20_000); inputs++) {
    const input = takeEarliest(pending);
    if (input === undefined || input.at > (simulation.until ?? Number.POSITIVE_INFINITY)) break;
    // A newer wait replaces the older one.
    for (let at = pending.length - 1; at >= 0; at--) if (pending[at]?.type === "tick") pending.splice(at, 1);
    const next = step(course.state, input, context);
    course.state = deepFrozen(next.state);
    course.endedAt = input.at;
    for (const command of next.commands) obey(command, input.at);
    const last = simulation.records.at(-1)?.sequenceNumber ?? null;
    const readAll = last === null || course.state.reading.readTo === last;
    if (readAll && isAtRest(course.state) && simulation.until === undefined) break;
  }
  return course;
}

function takeEarliest(pending: Input<StreamRecord>[]): Input<StreamRecord> | undefined {
  let earliest = 0;
  for (let at = 1; at < pending.length; at++) {
    if ((pending[at]?.at ?? 0) < (pending[earliest]?.at ?? 0)) earliest = at;
  }
  return pending.splice(earliest, 1)[0];
}

function toldBy(state: ShardState<StreamRecord>, id: number): string[] {
  const pieces = state.lanes.flatMap((lane) => lane.pieces);
  const told = pieces.find(({ phase }) => phase.type === "telling" && phase.id === id);
  return told?.records.map((record) => record.sequenceNumber) ?? [];
}
