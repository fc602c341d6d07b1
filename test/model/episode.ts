import type { Delays } from "../../functions/core/rule.ts";

/** One run of a condition. A time that has not come is null. */
export interface Episode {
  /** When the condition became true. */
  startedAt: number;
  /** When the alert opened. */
  openedAt: number | null;
  /** When the condition became false. */
  endedAt: number | null;
  readonly isBaseline: boolean;
  isAfterGap: boolean;
  isEndUncertain: boolean;
}

/** What a rule has seen of one station, or of the feed. */
export interface Standing {
  isKnown: boolean;
  episode: Episode | null;
}

/** A look at something: `since` is when what it shows was first seen, earlier than `at` after a hold. */
export interface Moment {
  readonly at: number;
  readonly since: number;
  readonly isAfterGap: boolean;
}

/** Takes in that a condition is true or false at a moment, and says whether the alert opens or is resolved by it. */
export function take(
  standing: Standing,
  isTrue: boolean,
  moment: Moment,
  delays: Delays,
): "opened" | "resolved" | null {
  const isFirst = !standing.isKnown;
  standing.isKnown = true;
  if (isTrue) {
    standing.episode ??= begun(moment, isFirst);
    return goesOn(standing.episode, moment, delays);
  }
  const { episode } = standing;
  if (episode === null) return null;
  if (episode.openedAt === null) {
    standing.episode = null;
    return null;
  }
  if (episode.endedAt === null) {
    episode.endedAt = moment.since;
    episode.isEndUncertain = moment.isAfterGap;
  }
  // After a gap an alert ends with the first look: whether it was over for long enough is as unknown as when it ended.
  return moment.isAfterGap || moment.at - episode.endedAt >= delays.keepForMs ? "resolved" : null;
}

function begun({ since, isAfterGap }: Moment, isBaseline: boolean): Episode {
  return {
    startedAt: since,
    openedAt: null,
    endedAt: null,
    isBaseline,
    isAfterGap: isAfterGap && !isBaseline,
    isEndUncertain: false,
  };
}

function goesOn(episode: Episode, moment: Moment, delays: Delays): "opened" | null {
  episode.endedAt = null;
  episode.isEndUncertain = false;
  if (episode.openedAt !== null) return null;
  // Nobody knows whether it was so all through the gap: what waits begins to wait again.
  if (moment.isAfterGap && !episode.isBaseline) {
    episode.startedAt = moment.since;
    episode.isAfterGap = true;
  }
  if (!episode.isBaseline && moment.at - episode.startedAt < delays.forMs) return null;
  episode.openedAt = moment.at;
  return "opened";
}
