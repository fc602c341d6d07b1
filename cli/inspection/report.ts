/** What one look at a feed found. Ages and durations in seconds; null where the feed does not tell. */
export interface Report {
  readonly systemId: string;
  readonly verdict: Verdict;
  /** Why, in one sentence. */
  readonly sentence: string;
  /** What the status says that it is; null where it says nothing. */
  readonly versionLabel: string | null;
  /** What its fields say that it is: `1.x`, `2.x`, `1.x or 2.x`, `3.x`, `mixed`; JCDecaux's `v1` and `v3`. */
  readonly versionShape: string | null;
  readonly stationsInStatus: number | null;
  /** Null where there is no station_information. */
  readonly stationsInInformation: number | null;
  readonly publishedAgeSeconds: number | null;
  readonly reportedAgeSecondsMedian: number | null;
  readonly ttlSeconds: number | null;
  readonly oddities: readonly Oddity[];
}

/** `good`: all that the rules need is there; `usable`: something is lost; `unusable`: nothing can be watched. */
export type Verdict = "good" | "usable" | "unusable";

/** One thing that is not as the standard says, or that matters to whoever relies on the feed. */
export interface Oddity {
  /** For machines: it does not change when the words do. */
  readonly name: string;
  /** One sentence without its full stop. */
  readonly says: string;
  /** What is lost by it, as half a sentence; null where nothing is. */
  readonly costs: string | null;
}

/** A check gives what it found, or null. */
export type Check<Subject> = (subject: Subject) => Oddity | null;

/** Null where there is nothing to say. */
export function note(name: string, says: string | null): Oddity | null {
  return says === null ? null : { name, says, costs: null };
}

/** Null where there is nothing to say. */
export function loss(name: string, says: string | null, costs: string): Oddity | null {
  return says === null ? null : { name, says, costs };
}
