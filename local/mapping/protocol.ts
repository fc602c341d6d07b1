import type { MappingConfiguration } from "./configuration.ts";
import type { FailureRecord, ShardNames } from "./failure-record.ts";
import type { InvocationOutcome } from "./outcome.ts";
import type { StreamRecord } from "./record.ts";

/** What happened. `at` is the current time in milliseconds, and never goes back. */
export type Input<R extends StreamRecord> =
  | { readonly type: "tick"; readonly at: number }
  /** Asks for a read at once, whatever the poll interval. */
  | { readonly type: "poll"; readonly at: number }
  | Fetched<R>
  | { readonly type: "fetchFailed"; readonly at: number }
  /** An id that is no longer awaited (a zombie's) changes nothing. */
  | {
      readonly type: "finished";
      readonly at: number;
      readonly id: number;
      readonly outcome: InvocationOutcome;
    }
  /** The on-failure destination has the record, or will never have it. */
  | { readonly type: "told"; readonly at: number; readonly id: number };

export interface Fetched<R extends StreamRecord> {
  readonly type: "fetched";
  readonly at: number;
  /** In the shard's order. Records at or before the newest one read are ignored. */
  readonly records: readonly R[];
  readonly millisBehindLatest: number;
  readonly ended: boolean;
}

/** What is to be done now, each command once. */
export type Command<R extends StreamRecord> =
  /** Read the records after this one; null reads from the mapping's starting position. */
  | { readonly type: "fetch"; readonly after: string | null }
  | { readonly type: "invoke"; readonly id: number; readonly records: readonly R[] }
  | { readonly type: "tell"; readonly id: number; readonly failure: FailureRecord }
  | { readonly type: "checkpoint"; readonly sequenceNumber: string }
  /** Always the last command: send a tick at this time, unless something else happens before; null for no tick. */
  | { readonly type: "wait"; readonly until: number | null };

export interface ShardContext {
  readonly configuration: MappingConfiguration;
  readonly names: ShardNames;
}
