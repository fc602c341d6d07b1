import { describe, expect, test } from "vitest";
import { announcementsOf } from "../../functions/core/announcement.ts";
import { fold } from "../../functions/core/fold.ts";
import type { Observation, PollOutcome } from "../../functions/core/observation.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { at, contextOf, flagsWith, IN_SERVICE, reading, snapshot } from "../core/builders.ts";
import { AS_SHIPPED, AT_ONCE } from "./told.ts";

const STATIONS = 517;
const FLAPPING = 197;
const STOP_RENTING = flagsWith({ isInstalled: true, isRenting: false, isReturning: true });
const OUT_OF_SERVICE = flagsWith({ isInstalled: true, isRenting: false, isReturning: false });
const WAYS = [
  ["stop renting", STOP_RENTING],
  ["stop renting and returning", OUT_OF_SERVICE],
] as const;

/** A city at rest: every seventh station is empty and every eleventh full. */
function city(flagsOfFlapping: number): Observation[] {
  return Array.from({ length: STATIONS }, (_, index) =>
    reading(
      `${index}`,
      index % 7 === 0 ? 0 : 5 + (index % 9),
      index % 11 === 1 ? 0 : 8,
      index < FLAPPING ? flagsOfFlapping : IN_SERVICE,
    ),
  );
}

/** An hour of polls, one every `everyMinutes`. The city flaps from minute 20 for `flapMinutes`. */
function hour(everyMinutes: number, flapMinutes: number, flags: number): PollOutcome[] {
  const polls: PollOutcome[] = [];
  for (let minute = 2; minute <= 62; minute += everyMinutes) {
    const flaps = minute >= 20 && minute < 20 + flapMinutes;
    polls.push(snapshot(at(minute), ...city(flaps ? flags : IN_SERVICE)));
  }
  return polls;
}

/** The messages people get, one line each, minutes after the start: `20: 1 opened (feed-flapping)`. */
function messagesOf(polls: readonly PollOutcome[], ruleBook: RuleBook): string[] {
  let state = NEW_SYSTEM;
  return polls.flatMap((poll) => {
    const folded = fold(state, poll, contextOf({ ruleBook, arrivedAt: poll.fetchedAt }));
    state = folded.state;
    return announcementsOf(poll.systemId, folded.effects).map(({ opened, resolved, parts }) => {
      const kinds = (alerts: readonly { readonly rule: string }[]) =>
        [...new Set(alerts.map(({ rule }) => rule))].sort().join(", ");
      const told = [
        ...(opened.length === 0 ? [] : [`${opened.length} opened (${kinds(opened)})`]),
        ...(resolved.length === 0 ? [] : [`${resolved.length} resolved (${kinds(resolved)})`]),
      ].join(", ");
      return `${(poll.fetchedAt - at(0)) / 60_000}: ${told}${parts === 1 ? "" : ` in ${parts} parts`}`;
    });
  });
}

describe("197 of 517 stations", () => {
  describe.each(WAYS)("that %s", (_way, flags) => {
    test.each([
      { everyMinutes: 9, opened: 20, resolved: 47 },
      { everyMinutes: 5, opened: 22, resolved: 37 },
      { everyMinutes: 1, opened: 20, resolved: 31 },
    ])(
      "for one sample of every $everyMinutes minutes are one notice",
      ({ everyMinutes, opened, resolved }) => {
        for (const book of [AS_SHIPPED, AT_ONCE]) {
          expect(messagesOf(hour(everyMinutes, everyMinutes, flags), book)).toEqual([
            `${opened}: 1 opened (feed-flapping)`,
            `${resolved}: 1 resolved (feed-flapping)`,
          ]);
        }
      },
    );

    test("for nine minutes are one notice to those who ask every five", () => {
      expect(messagesOf(hour(5, 9, flags), AT_ONCE)).toEqual([
        "22: 1 opened (feed-flapping)",
        "42: 1 resolved (feed-flapping)",
      ]);
    });
  });

  // Three samples in a row are believed, even within two minutes; then each kind of change is told in one message.
  test("that stop renting for nine minutes of every minute's samples are no longer empty, and then empty again", () => {
    expect(messagesOf(hour(1, 9, STOP_RENTING), AS_SHIPPED)).toEqual([
      "20: 1 opened (feed-flapping)",
      "22: 27 resolved (empty)",
      "32: 27 opened (empty)",
      "41: 1 resolved (feed-flapping)",
    ]);
  });

  test("that are out of service for nine minutes of every minute's samples are closed, in one message", () => {
    expect(messagesOf(hour(1, 9, OUT_OF_SERVICE), AS_SHIPPED)).toEqual([
      "20: 1 opened (feed-flapping)",
      "22: 43 resolved (empty, full)",
      "25: 195 opened (closed)",
      "32: 43 opened (empty, full)",
      "34: 195 resolved (closed)",
      "41: 1 resolved (feed-flapping)",
    ]);
  });

  test("that flap with nobody to hold them are some hundred alerts", () => {
    const unheld = { ...AT_ONCE, feed: { ...AT_ONCE.feed, "feed-flapping": null } };
    expect(messagesOf(hour(9, 9, OUT_OF_SERVICE), unheld)).toEqual([
      "20: 195 opened (closed), 43 resolved (empty, full)",
      "29: 43 opened (empty, full), 195 resolved (closed)",
    ]);
  });
});
