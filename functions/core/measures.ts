/**
 * What is counted at a station. `number` names a measure in the saved state: a new one gets the next number and comes
 * last, and no number is used again. `plural` is what systems.json calls them, `noun` what people call one.
 */
export const MEASURES = [
  { name: "vehicles", number: 1, plural: "vehicles", noun: "bike" },
  { name: "docks", number: 2, plural: "docks", noun: "dock" },
  /** Of the vehicles, the electric bikes. */
  { name: "ebikes", number: 3, plural: "e-bikes", noun: "e-bike" },
] as const;

export type Measure = (typeof MEASURES)[number]["name"];

/** Every feed counts these, and the guards judge a feed by them: they are always kept. */
const ALWAYS_KEPT = ["vehicles", "docks"] as const;
type AlwaysKept = (typeof ALWAYS_KEPT)[number];

/** Kept only while a rule counts it. */
export type ExtraMeasure = Exclude<Measure, AlwaysKept>;

export const EXTRA_MEASURES: readonly ExtraMeasure[] = MEASURES.flatMap(({ name }) =>
  (ALWAYS_KEPT as readonly Measure[]).includes(name) ? [] : [name as ExtraMeasure],
);

/** A value for each measure; an extra measure that nobody counts is left out. */
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
