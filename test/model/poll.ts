import type { FailedPoll } from "../../functions/core/observation.ts";
import type { RosterStation } from "../../functions/core/roster.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import type { HeededHours } from "./hours.ts";

/** What the model is told: plain values, times in milliseconds. Null is unknown. */

/** What a feed says of one station. */
export interface Reading {
  readonly stationId: string;
  readonly vehicles: number | null;
  readonly docks: number | null;
  readonly ebikes: number | null;
  readonly isInstalled: boolean | null;
  readonly isRenting: boolean | null;
  readonly isReturning: boolean | null;
  readonly isClosedByOperator: boolean;
  readonly isDisconnected: boolean;
  /** The feed says that there is no vehicle in all, and some by type. */
  readonly isContradicted: boolean;
  /** The total of docks is zero, or below zero, against what else is known of them. */
  readonly docksAre: "contradicted" | "negative" | null;
}

export type Poll =
  | {
      readonly type: "snapshot";
      readonly at: number;
      readonly publishedAt: number | null;
      readonly readings: readonly Reading[];
    }
  | { readonly type: "unchanged"; readonly at: number; readonly snapshotAt: number }
  | ({ readonly type: "failed"; readonly at: number } & Pick<FailedPoll, "reason" | "httpStatus">)
  | { readonly type: "retired"; readonly at: number };

/** What holds while a poll is judged. */
export interface Terms {
  readonly ruleBook: RuleBook;
  /** Null where hours are not heeded. */
  readonly hours: HeededHours | null;
  /** Null while no roster is known. */
  readonly places: readonly RosterStation[] | null;
  readonly arrivedAt: number;
  readonly alertRetentionMs: number;
  readonly windowRetentionMs: number;
}
