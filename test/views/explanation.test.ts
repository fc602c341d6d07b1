import { describe, expect, test } from "vitest";
import type { PollOutcome } from "../../functions/core/observation.ts";
import type { PastLook } from "../../functions/core/past.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { type AlertItem, alertItem, resolutionAttributes } from "../../functions/store/alert-item.ts";
import { unseenAmong } from "../../functions/views/causes.ts";
import { type Explanation, explain } from "../../functions/views/explanation.ts";
import { lookOfAlert } from "../../functions/views/look-of-alert.ts";
import { explanationParagraphs } from "../../functions/words/explanation.ts";
import {
  at,
  failed,
  guarded,
  MINUTE_MS,
  NO_RULES,
  onlyEmpty,
  reading,
  retired,
  ruleBook,
  run,
  SHUT,
  SYSTEM,
  snapshot,
} from "../core/builders.ts";
import { looksOf } from "../core/looks.ts";

type Stretch = readonly [ruleBook: RuleBook, polls: readonly PollOutcome[]];

/** Lets the detector's core go through the stretches, each by its own rules, and explains the alert of that rule. */
function explained(rule: string, ...stretches: Stretch[]): Explanation {
  let state: SystemState = NEW_SYSTEM;
  const looks: PastLook[] = [];
  const items = new Map<string, AlertItem>();
  for (const [book, polls] of stretches) {
    const played = looksOf(polls, { ruleBook: book }, state);
    looks.push(...played.looks.map(({ past }) => past));
    for (const effect of run(polls, { ruleBook: book }, state).effects) {
      if (effect.type === "open") items.set(effect.alertId, alertItem(SYSTEM, effect));
      const open = effect.type === "resolve" ? items.get(effect.alertId) : undefined;
      if (effect.type === "resolve" && open !== undefined)
        items.set(effect.alertId, { ...open, ...resolutionAttributes(effect.startedAt, effect.resolution) });
    }
    state = played.state;
  }
  const alert = [...items.values()].find((item) => item.rule === rule);
  if (alert === undefined) throw new Error(`no alert ${rule} came of it`);
  const around = (until: string | undefined) =>
    looks
      .filter((look) => until !== undefined && look.at <= Date.parse(until))
      .map((look) => lookOfAlert(look, alert.stationId ?? null));
  const books = new Map(stretches.map(([book]) => [book.version, book]));
  const endedBy = looks.find((look) => look.at === Date.parse(alert.resolvedAt ?? ""))?.ruleVersion;
  return explain({
    alert,
    opening: books.get(alert.ruleVersion) ?? null,
    ending: books.get(endedBy ?? "") ?? null,
    startLooks: around(alert.openedAt),
    endLooks: around(alert.resolvedAt),
    state,
  });
}

const counts = (...vehicles: readonly number[]) =>
  vehicles.map((count, minute) => snapshot(at(minute), reading("a", count)));
/** Twelve stations, a mass for the guard. */
const city = (minute: number, vehicles: number, flags?: number) =>
  snapshot(
    at(minute),
    ...Array.from({ length: 12 }, (_, number) => reading(`${number}`, vehicles, 5, flags)),
  );
const WAITING = onlyEmpty({ forMs: 2 * MINUTE_MS, keepForMs: MINUTE_MS });

describe("an explanation says", () => {
  test("what was seen at both ends, and what each end waited for", () => {
    const { start, end, rules, unknown } = explained("empty", [WAITING, counts(3, 0, 0, 0, 4, 4, 4)]);
    expect(rules).toEqual({
      version: WAITING.version,
      parameters: { atMost: 0, clearAt: 1, forMs: 2 * MINUTE_MS, keepForMs: MINUTE_MS },
      isOwn: false,
    });
    expect(start).toMatchObject({
      since: "2026-05-04T08:01:00.000Z",
      toldAt: "2026-05-04T08:03:00.000Z",
      before: { observed: { vehicles: 3 } },
      first: { observed: { vehicles: 0 }, verdict: "observed" },
      told: { observed: { vehicles: 0 } },
      polls: 2,
      because: [{ type: "delay", delayMs: 2 * MINUTE_MS }],
    });
    expect(end).toMatchObject({
      since: "2026-05-04T08:04:00.000Z",
      toldAt: "2026-05-04T08:05:00.000Z",
      before: { observed: { vehicles: 0 } },
      because: [{ type: "delay", delayMs: MINUTE_MS }],
    });
    expect(unknown).toEqual([]);
  });

  test("nothing of an end while the alert is open", () => {
    const { end, standing } = explained("empty", [WAITING, counts(3, 0, 0, 0)]);
    expect({ end, standing }).toMatchObject({
      end: null,
      standing: { asOf: "2026-05-04T08:03:00.000Z", observed: { vehicles: 0 }, overSince: null },
    });
  });

  test("that an alert is open since it waits for its end", () => {
    const { standing } = explained("empty", [WAITING, counts(3, 0, 0, 0, 4)]);
    expect(standing).toMatchObject({ observed: { vehicles: 4 }, overSince: "2026-05-04T08:04:00.000Z" });
  });

  test("which polls said nothing meanwhile", () => {
    const polls = [...counts(3, 0), failed(at(2)), failed(at(3)), snapshot(at(4), reading("a", 0))];
    expect(explained("empty", [WAITING, polls]).start.because).toEqual([
      { type: "delay", delayMs: 2 * MINUTE_MS },
      { type: "unseen", polls: { failed: 2, held: 0, dropped: 0, outside: 0, frozen: 0 } },
    ]);
  });

  test("that the guard held a mass change, how often it was seen, and what nobody can know of it", () => {
    const polls = [city(0, 3), city(1, 3, SHUT), city(2, 3, SHUT), city(3, 3, SHUT)];
    const book = guarded({ feed: { ...guarded().feed, "system-closed": null } });
    const { start, unknown } = explained("closed", [book, polls]);
    expect(start).toMatchObject({
      since: "2026-05-04T08:01:00.000Z",
      toldAt: "2026-05-04T08:03:00.000Z",
      first: { verdict: "held" },
      because: [{ type: "held", sightings: 3, reason: expect.stringMatching(/./) }],
    });
    expect(unknown.map(({ type }) => type)).toEqual(["held", "hours"]);
  });

  test.each<[string, string, readonly Stretch[]]>([
    ["first-poll", "empty", [[WAITING, counts(0, 0)]]],
    ["station", "empty", [[WAITING, [...counts(1), snapshot(at(1), reading("a", 1), reading("b", 0))]]]],
    [
      "rules",
      "empty",
      [
        [ruleBook(NO_RULES), counts(1, 0)],
        [{ ...WAITING, version: "new" }, [snapshot(at(2), reading("a", 0))]],
      ],
    ],
    [
      "station",
      "empty",
      [
        [WAITING, counts(1, 1)],
        [{ ...WAITING, version: "new" }, [snapshot(at(2), reading("a", 1), reading("b", 0))]],
      ],
    ],
    ["returned", "empty", [[WAITING, [...counts(1), retired(at(1)), snapshot(at(2), reading("a", 0))]]]],
  ])("why it was so when first known: %s", (why, rule, stretches) => {
    const { start, alert } = explained(rule, ...stretches);
    expect(alert.baseline).toBe(true);
    expect(start.because).toEqual([{ type: "baseline", why }]);
  });

  test("which gap marks it", () => {
    const polls = [...counts(0), snapshot(at(45), reading("a", 3)), snapshot(at(99), reading("a", 0))];
    const rules = { ...NO_RULES, empty: guarded().rules.empty };
    const book = guarded({ rules });
    const { end } = explained("empty", [book, polls]);
    expect(end?.because).toEqual([
      { type: "gap", seenBeforeAt: "2026-05-04T08:00:00.000Z", longerThanMs: 30 * MINUTE_MS },
    ]);
  });

  test.each<[string, readonly Stretch[]]>([
    ["system", [[WAITING, [...counts(0, 0), retired(at(2))]]]],
    [
      "rule",
      [
        [WAITING, counts(0, 0)],
        [{ ...ruleBook(NO_RULES), version: "new" }, [snapshot(at(2), reading("a", 0))]],
      ],
    ],
    [
      "station",
      [
        [
          WAITING,
          [
            snapshot(at(0), reading("a", 0), reading("b", 1)),
            snapshot(at(1), reading("b", 1)),
            snapshot(at(8 * 24 * 60), reading("b", 2)),
          ],
        ],
      ],
    ],
  ])("why it was withdrawn: the %s left", (why, stretches) => {
    const { end, alert } = explained("empty", ...stretches);
    expect(alert.endReason).toBe("withdrawn");
    expect(end?.because.at(-1)).toEqual({ type: "withdrawn", why });
  });

  test("that one alert about the system told of it until then", () => {
    const some = (minute: number, open: number) =>
      snapshot(
        at(minute),
        ...Array.from({ length: 12 }, (_, number) =>
          reading(`${number}`, 3, 5, number < open ? undefined : SHUT),
        ),
      );
    const book = guarded({ feed: { ...guarded().feed, "feed-flapping": null } });
    const { start } = explained("closed", [book, [some(0, 12), some(1, 0), some(2, 0), some(3, 5)]]);
    expect(start.because).toEqual([{ type: "system-closed" }]);
  });

  test("that it does not know the rules of then, nor what was seen before history", () => {
    const { alert } = explained("empty", [WAITING, counts(3, 0, 0, 0, 4, 4)]);
    const bare = explain({ alert, opening: null, ending: null, startLooks: [], endLooks: [], state: null });
    expect(bare).toMatchObject({
      rules: { version: WAITING.version, parameters: null },
      start: { before: null, first: null, told: null, because: [{ type: "delay", delayMs: null }] },
    });
    expect(bare.unknown.map(({ type }) => type)).toEqual(["rules", "past", "hours"]);
  });
});

describe("an explanation tells apart", () => {
  test("the rules that opened it from those that ended it", () => {
    const hasty = { ...onlyEmpty(), version: "new" };
    const { end, rules } = explained(
      "empty",
      [WAITING, counts(3, 0, 0, 0)],
      [hasty, [snapshot(at(4), reading("a", 4))]],
    );
    expect(rules.parameters).toEqual(WAITING.rules.empty);
    expect(end?.because).toEqual([{ type: "other-rules", version: "new" }]);
  });

  test("a station's own rules from those of all", () => {
    const own = { ...NO_RULES, empty: { atMost: 4, clearAt: 5, forMs: 0, keepForMs: 0 } };
    const { rules } = explained("empty", [ruleBook(NO_RULES, [["a", own]]), counts(9, 3)]);
    expect(rules).toMatchObject({ isOwn: true, parameters: own.empty });
  });

  test("a gap before the beginning, and a lost state, from a gap before the end", () => {
    const book = guarded({ rules: { ...NO_RULES, empty: guarded().rules.empty } });
    const late = explained("empty", [book, [...counts(3), snapshot(at(45), reading("a", 0))]]);
    expect(late.start.because).toEqual([
      { type: "gap", seenBeforeAt: "2026-05-04T08:00:00.000Z", longerThanMs: 30 * MINUTE_MS },
    ]);
    const { alert } = explained("empty", [book, counts(3, 0, 4)]);
    const looks = looksOf(counts(3, 0, 4), { ruleBook: book }).looks.map(({ past }) =>
      lookOfAlert(past, "a"),
    );
    const state = null;
    const lost = { ...alert, endUncertain: true as const };
    const known = { opening: book, ending: book, startLooks: looks, endLooks: looks, state };
    expect(explain({ ...known, alert: lost }).end?.because).toEqual([{ type: "lost" }]);
  });

  test("what was held or dropped, and holes, in the looks of either end", () => {
    const { alert } = explained("empty", [WAITING, counts(3, 0, 0, 0, 4, 4)]);
    const [look] = looksOf(counts(3), { ruleBook: WAITING }).looks.map(({ past }) => lookOfAlert(past, "a"));
    if (look === undefined) throw new Error("there is no look");
    const known = { alert, opening: WAITING, ending: WAITING, state: null };
    const unknown = (more: object, end: boolean) =>
      explain({
        ...known,
        startLooks: end ? [] : [{ ...look, ...more }],
        endLooks: end ? [{ ...look, ...more }] : [],
      }).unknown.map(({ type, why }) => why ?? type);
    for (const isAtEnd of [true, false]) {
      expect(unknown({ verdict: "held" }, isAtEnd)).toEqual(["past", "held"]);
      expect(unknown({ verdict: "dropped" }, isAtEnd)).toEqual(["past", "held"]);
      expect(unknown({ hole: "a look is gone" }, isAtEnd)).toEqual(["past", "a look is gone"]);
      expect(unknown({ verdict: "failed" }, isAtEnd)).toEqual(["past"]);
    }
  });

  test("the ways in which a poll says nothing, strictly between two times", () => {
    const [plain] = looksOf(counts(3), { ruleBook: WAITING }).looks.map(({ past }) => lookOfAlert(past, "a"));
    if (plain === undefined) throw new Error("there is no look");
    const looks = [
      { verdict: "failed" as const },
      { verdict: "unmatched" as const },
      { verdict: "held" as const },
      { verdict: "dropped" as const },
      { isOutside: true },
      { frozenSince: "2026-05-04T01:00:00.000Z" },
      {},
      { verdict: "failed" as const },
    ].map((more, minute) => ({ ...plain, ...more, at: new Date(at(minute)).toISOString() }));
    const [first, last] = [looks[0]?.at ?? "", looks.at(-1)?.at ?? ""];
    expect(unseenAmong(looks, first, last)).toEqual({
      failed: 1,
      held: 1,
      dropped: 1,
      outside: 1,
      frozen: 1,
    });
    expect(unseenAmong(looks, "", "3")).toMatchObject({ failed: 3 });
  });
});

describe("in words", () => {
  const time = (iso: string) => iso.slice(11, 16);
  const sentences = (explanation: Explanation) => explanationParagraphs(explanation, time).flat();

  test("a dispatcher reads the rule, both ends, and why", () => {
    expect(sentences(explained("empty", [WAITING, counts(3, 0, 0, 0, 4, 4)]))).toEqual([
      "The rule empty opens at 0 bikes or fewer after 2 min, and ends at 1 bike or more after 1 min (rules of a test).",
      'It was "empty" from 08:01 on: the poll of 08:00 showed 3 bikes, 5 docks; the poll of 08:01 showed 0 bikes, 5 docks.',
      "The alert opened at 08:03, 2 polls later.",
      "It waited, since the rule asks for 2 min.",
      'It was "no longer empty" from 08:04 on: the poll of 08:03 showed 0 bikes, 5 docks; the poll of 08:04 showed 4 bikes, 5 docks.',
      "The alert was resolved at 08:05, 1 poll later.",
      "It waited, since the rule asks for 1 min.",
    ]);
  });

  test("an alert about the feed has no counts, and texts of feeds no control characters", () => {
    const book = guarded({
      feed: { ...guarded().feed, "feed-down": { forMs: 0, keepForMs: 0, share: 0, atLeast: 0 } },
    });
    const down: PollOutcome = { ...failed(at(1)), reason: "it said \u001b[2Jgo\u202e away" } as PollOutcome;
    const [rule, since, opened, still] = sentences(explained("feed-down", [book, [...counts(1), down]]));
    expect(rule).toBe("The rule feed-down opens at once, and ends at once (rules guarded).");
    expect(since).toMatch(
      /^It was "feed down" from 08:01 on: the poll of 08:00 showed the stations; the poll of 08:01 failed, it said .*go.* away\.$/,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(since).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect([opened, still]).toEqual([
      "The alert opened with that poll.",
      "It is still open as of the poll of 08:01.",
    ]);
  });

  test("what is open says how it stands", () => {
    expect(sentences(explained("empty", [WAITING, counts(3, 0, 0, 0, 4)])).slice(-2)).toEqual([
      "It is still open as of the poll of 08:04, which showed 4 bikes, 5 docks.",
      "It has been over since 08:04, and waits for the rule's keepFor of 1 min.",
    ]);
  });
});
