/**
 * What is counted at a station. `number` is the measure's number in the saved state: a new measure comes last with the
 * next number, and a number is never used again. `plural` is the word in systems.json, `noun` the word for one of them.
 */
export const MEASURES = [
  { name: "vehicles", number: 1, plural: "vehicles", noun: "bike" },
  { name: "docks", number: 2, plural: "docks", noun: "dock" },
  /** The electric bikes among the vehicles. */
  { name: "ebikes", number: 3, plural: "e-bikes", noun: "e-bike" },
] as const;

export type Measure = (typeof MEASURES)[number]["name"];

/** These are always kept: every feed counts them, and the guards judge a feed by them. */
const ALWAYS_KEPT = ["vehicles", "docks"] as const;
type AlwaysKept = (typeof ALWAYS_KEPT)[number];

/** A measure that is kept only while a rule counts it. */
export type ExtraMeasure = Exclude<Measure, AlwaysKept>;

export const EXTRA_MEASURES: readonly ExtraMeasure[] = MEASURES.flatMap(({ name }) =>
  (ALWAYS_KEPT as readonly Measure[]).includes(name) ? [] : [name as ExtraMeasure],
);

/** A value for each measure; an extra measure that no rule counts is left out. */
export type ByMeasure<Value> = { readonly [Name in AlwaysKept]: Value } & {
  readonly [Name in ExtraMeasure]?: Value | undefined;
};

/** What was counted at one station at one time; null is unknown. */
export type Observed = ByMeasure<number | null>;

const words = new Map<Measure, { readonly plural: string; readonly noun: string }>(
  MEASURES.map((measure) => [measure.name, measure]),
);

export function wordsOfMeasure(measure: Measure): { readonly plural: string; readonly noun: string } {
  return words.get(measure) ?? { plural: measure, noun: measure };
}
