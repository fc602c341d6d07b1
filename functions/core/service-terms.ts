import type { OpeningHours } from "./opening-hours.ts";

/** What service levels count, each for itself, by the plain conditions. */
export const LEVEL_CONDITIONS = ["closed", "empty", "full"] as const;
export type LevelCondition = (typeof LEVEL_CONDITIONS)[number];

/** What an operator has promised: which time counts, and from which length on a spell of it costs something. */
export interface ServiceTerm {
  readonly name: string;
  /** The conditions that it judges, each for itself. */
  readonly of: readonly LevelCondition[];
  /** When it applies, on the system's clock; null: at all times. */
  readonly hours: OpeningHours | null;
  /** A spell longer than this is a violation; null: none is. */
  readonly afterMs: number | null;
  /** Whose help makes time not count; null: nobody's. */
  readonly unless: Neighbourhood | null;
  readonly penalty: Penalty | null;
}

/** Which neighbours of a station can help: the nearest one, or all within a distance. */
export type Neighbourhood = "nearest" | { readonly withinMeters: number };

/** What a violation costs: `hundredths` of any currency for each started `perMs` beyond `afterMs`. */
export interface Penalty {
  readonly hundredths: number;
  readonly perMs: number;
}
