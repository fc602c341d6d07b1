import type { AlertsChanged } from "../core/announcement.ts";
import type { Look } from "../core/believed.ts";
import type { FoldContext } from "../core/context.ts";
import type { Effect } from "../core/effects.ts";
import type { StreamMessage, Unreadable } from "../core/messages.ts";
import type { RawItem } from "../core/refusal.ts";
import type { Roster, RosterIndex } from "../core/roster.ts";
import type { RuleBook } from "../core/rules.ts";
import type { StandingAlert } from "../core/standing-alerts.ts";
import type { SystemState } from "../core/state.ts";

/** Everything outside that the detector works with. */
export interface DetectWorld {
  readonly states: StatePort;
  readonly rosters: RosterPort;
  readonly effects: EffectPort;
  readonly looks: LookPort;
  readonly bus: BusPort;
  readonly faults: FaultPort;
  /** The rules and retentions of a system; the defaults where the configuration does not name the system. */
  readonly settingsOf: (
    systemId: string,
  ) => Pick<FoldContext, "ruleBook" | "alertRetentionMs" | "windowRetentionMs">;
  /** By system id, the last state version whose effects this container has flushed itself. */
  readonly flushedVersions: Map<string, number>;
  /** What stands open in the table of alerts. Absent where there is no such table. */
  readonly openAlerts?: OpenAlertsPort;
  /** Milliseconds since the epoch; only what has failed is timed by it, nothing that is folded. */
  readonly now: () => number;
}

/** A system's state as it was read; the next commit builds on it. */
export interface StoredState {
  readonly state: SystemState;
  /** 0 where no state is stored yet. */
  readonly version: number;
  /** The name of the item with the station ids in column order; null where no state is stored yet. */
  readonly stationsItem: string | null;
  /** The version of the rules by which the last commit went; null where none is named. */
  readonly ruleVersion: string | null;
  /** The name of the value that has what the state's item has no room for; absent where it has room. */
  readonly overflowItem?: string;
  /** The effects of the last commit, perhaps not yet flushed. */
  readonly pending: readonly Effect[];
  /** The looks of the last commit, perhaps not yet flushed. */
  readonly looks: readonly PendingLook[];
  /** What stands in the version's place in an item that cannot be used, null for nothing; absent for a good version. */
  readonly replaces?: unknown;
}

/** A look in the form in which it is stored; times in milliseconds since the epoch. */
export interface PackedLook {
  readonly at: number;
  readonly expiresAt: number;
  readonly hasColumns: boolean;
  readonly bytes: Uint8Array;
}

/** A look that a commit holds. */
export interface PendingLook extends PackedLook {
  /** The name of the item with the station ids by which its columns count; null where it has none. */
  readonly stationsItem: string | null;
}

/** A state and its effects in the form in which they are stored. */
export interface PackedCommit {
  readonly state: SystemState;
  readonly effects: readonly Effect[];
  readonly looks: readonly PackedLook[];
  readonly columns: Uint8Array;
  readonly pending: string | Uint8Array;
  /** The bytes of the looks; undefined where there is none. */
  readonly packedLooks: Uint8Array | undefined;
  /** About how many of DynamoDB's 400 KB the item takes, in bytes. */
  readonly sizeBytes: number;
}

export interface StatePort {
  /**
   * Reads strongly consistently. Throws a NewerStateError when newer code wrote the item, and an
   * UnusableItem<StoredState> when nobody can ever read it.
   */
  load(systemId: string): Promise<StoredState>;
  pack(state: SystemState, effects: readonly Effect[], looks?: readonly PackedLook[]): PackedCommit;
  /**
   * Saves the state together with its effects if the stored version is still `base.version`; returns null if it is not.
   * `ruleBook` is kept first, unless it is there, so that no commit goes by rules that nobody can look up.
   * Throws RefusedForGood when the state can never be stored.
   */
  commit(
    systemId: string,
    base: StoredState,
    packed: PackedCommit,
    ruleBook: RuleBook,
  ): Promise<StoredState | null>;
}

export interface OpenAlertsPort {
  /** Returns the open alerts of a system, read strongly consistently. */
  list(systemId: string): Promise<readonly StandingAlert[]>;
}

export interface RosterPort {
  /**
   * Returns the newest known roster, which may be some minutes old; null where there is none. Throws an UnusableItem
   * when what is stored can never be read.
   */
  load(systemId: string, arrivedAt: number): Promise<RosterIndex | null>;
  /** Keeps the roster unless a newer one is known. Throws RefusedForGood when it can never be kept. */
  put(roster: Roster, arrivedAt: number): Promise<void>;
  /** Replaces a roster that cannot be used by none; `unusable` is its item. */
  forget(systemId: string, unusable: RawItem): Promise<void>;
}

export interface EffectPort {
  /** Does one effect; doing it again changes nothing. Throws RefusedForGood when it can never be done. */
  flush(systemId: string, effect: Effect): Promise<void>;
}

export interface LookPort {
  /** Pure. */
  pack(look: Look, sequenceNumber: string): Uint8Array;
  /** Puts the look if it is absent. Throws RefusedForGood when it can never be put. */
  put(systemId: string, look: PendingLook): Promise<void>;
}

export interface BusPort {
  /** Publishes what changed, at least once: receivers drop repeats by `id`. */
  announce(changes: readonly AlertsChanged[]): Promise<void>;
}

export interface FaultPort {
  /** Keeps what could not be used, with its bytes and the reason. */
  setAside(fault: Fault): Promise<void>;
}

export interface Fault {
  readonly systemId: string | null;
  /** One sentence that says why. */
  readonly reason: string;
  /** Null where the fault is no record. */
  readonly record: RawRecord | null;
  readonly effect: Effect | null;
  /** The items of a table that cannot be used. */
  readonly items?: readonly RawItem[];
}

/** A record of the stream: its position and its bytes. */
export interface RawRecord {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** When the stream took it, milliseconds since the epoch. */
  readonly arrivedAt: number;
  readonly bytes: Uint8Array;
}

/** A record of the stream, and what it says. */
export interface ArrivedRecord extends RawRecord {
  readonly message: StreamMessage | Unreadable;
}
