/** The result of checking one feed. Ages and durations are in seconds; null is unknown. */
export interface Report {
  readonly systemId: string;
  readonly verdict: Verdict;
  /** The reason for the verdict, in one sentence. */
  readonly sentence: string;
  /** The version that the status names; null when it names none. */
  readonly versionLabel: string | null;
  /** The version by the status's fields: `1.x`, `2.x`, `1.x or 2.x`, `3.x`, `mixed`; for JCDecaux `v1` or `v3`. */
  readonly versionShape: string | null;
  readonly stationsInStatus: number | null;
  /** Null where no station_information can be read. */
  readonly stationsInInformation: number | null;
  readonly publishedAgeSeconds: number | null;
  readonly reportedAgeSecondsMedian: number | null;
  readonly ttlSeconds: number | null;
  readonly oddities: readonly Oddity[];
  /** Stations of the status that have a name of their own; null where no station_information can be read. */
  readonly stationsNamed: number | null;
}

/** `good`: the feed has all that the rules need; `usable`: some of it is lost; `unusable`: nothing can be watched. */
export type Verdict = "good" | "usable" | "unusable";

/** One deviation from the standard, or another fact that matters to users of the feed. */
export interface Oddity {
  /** A name for machines, which stays when the words change. */
  readonly name: string;
  /** One sentence without its full stop. */
  readonly says: string;
  /** The loss that it causes, as half a sentence; null for none. */
  readonly costs: string | null;
}

/** A check returns the oddity that it found, or null. */
export type Check<Subject> = (subject: Subject) => Oddity | null;

/** Returns an oddity that costs nothing; null without a sentence. */
export function note(name: string, says: string | null): Oddity | null {
  return says === null ? null : { name, says, costs: null };
}

/** Returns an oddity that costs something; null without a sentence. */
export function loss(name: string, says: string | null, costs: string): Oddity | null {
  return says === null ? null : { name, says, costs };
}
