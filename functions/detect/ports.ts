import type { AlertsChanged } from "../core/announcement.ts";
import type { FoldContext } from "../core/context.ts";
import type { Effect } from "../core/effects.ts";
import type { StreamMessage, Unreadable } from "../core/messages.ts";
import type { Roster, RosterIndex } from "../core/roster.ts";
import type { SystemState } from "../core/state.ts";

/** The world of the detector. */
export interface DetectWorld {
  readonly states: StatePort;
  readonly rosters: RosterPort;
  readonly effects: EffectPort;
  readonly bus: BusPort;
  readonly faults: FaultPort;
  /** The rules and retentions of a system; the defaults where the configuration lacks it. */
  readonly settingsOf: (
    systemId: string,
  ) => Pick<FoldContext, "ruleBook" | "alertRetentionMs" | "windowRetentionMs">;
  /** Which version's effects this container has flushed itself, by system. */
  readonly flushedVersions: Map<string, number>;
}

/** A system's state as it was read: what a commit builds on. */
export interface StoredState {
  readonly state: SystemState;
  /** 0 where there is none yet. */
  readonly version: number;
  /** The item that holds the ids in column order; null where there is none yet. */
  readonly stationsItem: string | null;
  /** The effects of the last commit, perhaps not yet flushed. */
  readonly pending: readonly Effect[];
}

/** A state and its effects as they would be stored. */
export interface PackedCommit {
  readonly state: SystemState;
  readonly effects: readonly Effect[];
  readonly columns: Uint8Array;
  readonly pending: string | Uint8Array;
  /** About what the item takes of DynamoDB's 400 KB. */
  readonly sizeBytes: number;
}

export interface StatePort {
  /** Strongly consistent. Throws when the item has a format newer than this code knows: to be tried later. */
  load(systemId: string): Promise<StoredState>;
  pack(state: SystemState, effects: readonly Effect[]): PackedCommit;
  /**
   * Saves the state together with its effects, on condition that the stored version is still `base.version`.
   * Null when it is not. Throws RefusedForGood when the state can never be stored.
   */
  commit(systemId: string, base: StoredState, packed: PackedCommit): Promise<StoredState | null>;
}

export interface RosterPort {
  /** The newest known roster; may be some minutes old. */
  load(systemId: string, arrivedAt: number): Promise<RosterIndex | null>;
  /** Keeps the roster unless a newer one is known. */
  put(roster: Roster, arrivedAt: number): Promise<void>;
}

export interface EffectPort {
  /** Does one effect; doing it again changes nothing. Throws RefusedForGood when it can never be done. */
  flush(systemId: string, effect: Effect): Promise<void>;
}

export interface BusPort {
  /** Tells the world what changed. At least once: receivers drop repeats by `id`. */
  announce(changes: readonly AlertsChanged[]): Promise<void>;
}

export interface FaultPort {
  /** Keeps what could not be used, with its bytes and the reason. */
  setAside(fault: Fault): Promise<void>;
}

export interface Fault {
  readonly systemId: string | null;
  /** One sentence. */
  readonly reason: string;
  /** Null where the fault is an effect. */
  readonly record: RawRecord | null;
  readonly effect: Effect | null;
}

/** A record of the stream: where it stood, and its bytes. */
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
