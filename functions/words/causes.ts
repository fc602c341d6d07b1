import type { Cause, Unseen } from "../views/causes.ts";
import type { Explanation, Unknown } from "../views/explanation.ts";
import { counted, duration } from "./amounts.ts";

const BASELINES = {
  "first-poll": "It was so at the first poll of the system",
  rules: "It was so at the first poll under new rules",
  returned: "It was so at the first poll after the system had left",
  station: "It was so when the station was first seen, or seen again",
  unknown: "It was so when it was first known",
} as const;

const WITHDRAWN = {
  system: "It was withdrawn: the system left systems.json.",
  rule: "It was withdrawn: the rule was switched off.",
  station: "It was withdrawn: the station had left the feed.",
  unknown: "It was withdrawn: the rule was switched off, or the station or the system had left.",
} as const;

/** Returns the sentence that says what a cause means. */
export function causeSentence(cause: Cause, time: (iso: string) => string): string {
  switch (cause.type) {
    case "baseline":
      return `${BASELINES[cause.why]}, so nobody knows since when it really was, and no wait was due.`;
    case "gap": {
      const { seenBeforeAt, longerThanMs } = cause;
      const since = seenBeforeAt === null ? "for long" : `since ${time(seenBeforeAt)}`;
      const limit = longerThanMs === null ? "" : ` (more than ${duration(longerThanMs / 1_000)})`;
      return `Nothing had been seen ${since}${limit}, so it is marked: it may have changed at any time in between.`;
    }
    case "held": {
      const reason = cause.reason === null ? "" : `: ${cause.reason}`;
      const sightings = counted(cause.sightings, "sighting");
      return `It came with a mass change, which the guard held back until it was confirmed, after ${sightings}${reason}.`;
    }
    case "delay":
      return cause.delayMs === null
        ? "It waited, since a rule may ask for that."
        : `It waited, since the rule asks for ${duration(cause.delayMs / 1_000)}.`;
    case "unseen":
      return `Meanwhile ${unseenWords(cause.polls)} said nothing of it, so it came later, or was seen less often.`;
    case "system-closed":
      return "One alert about the whole system told of it until then.";
    case "withdrawn":
      return WITHDRAWN[cause.why];
    case "lost":
      return "What was known of the system was lost, and it began anew, so nobody knows when it ended.";
    case "other-rules":
      return `Other rules had come into force meanwhile: ${cause.version}.`;
  }
}

function unseenWords({ failed, held, dropped, outside, frozen }: Unseen): string {
  const parts = [
    [failed, "that failed"],
    [held, "that the guard against mass changes held"],
    [dropped, "that was older than one seen before"],
    [outside, "outside the opening hours"],
    [frozen, "of a feed that stood still"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(
      ([count, what]) =>
        `${counted(count, "poll")} ${count === 1 ? what : what.replace("that was", "that were")}`,
    )
    .join(", ");
}

/** Returns the sentence that says what nobody can know any more. */
export function unknownSentence({ type, why }: Unknown, { ruleVersion }: Explanation["alert"]): string {
  switch (type) {
    case "rules":
      return `Not known: with which parameters, since the rules ${ruleVersion} were not kept then.`;
    case "past":
      return "Not known: what its polls showed, since history begins later, or has forgotten them.";
    case "holes":
      return `Not known: ${why}.`;
    case "held":
      return "Not known: what the polls that were held or dropped contained, so whether the guard was right.";
    case "hours":
      return "Not known: the opening hours as the feed gave them then; each poll says only whether they applied.";
  }
}
