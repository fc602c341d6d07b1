import { describe, expect, test } from "vitest";
import type { Alternative } from "../../functions/core/effects.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { MINUTE_MS } from "../core/builders.ts";
import { WITHOUT } from "./guards-off.ts";
import { harmsOf, judge, type Truth, truthOf } from "./judge.ts";
import { ODDITIES } from "./oddities/all.ts";
import type { Oddity } from "./oddity.ts";
import { recordsOf } from "./records.ts";
import { AS_SHIPPED, AT_ONCE, listen } from "./told.ts";

const FLAWLESS = { untrue: [], missed: [], unmarked: [] };

const truths = new Map<string, Promise<Truth>>();

/** Computes the truth once for all oddities that share it. */
function knownTruth(oddity: Oddity, book: RuleBook): Promise<Truth> {
  if (oddity.isTrue === true) return truthOf(oddity, book);
  const key = JSON.stringify([book.version, oddity.dialect, oddity.until]);
  const truth = truths.get(key) ?? truthOf(oddity, book);
  truths.set(key, truth);
  return truth;
}

const records = new Map<Oddity, Promise<StreamMessage[]>>();

function recordsOnce(oddity: Oddity): Promise<StreamMessage[]> {
  const messages = records.get(oddity) ?? recordsOf(oddity);
  records.set(oddity, messages);
  return messages;
}

describe("the simulated city", () => {
  test.each([AS_SHIPPED, AT_ONCE])("has something to tell under the rules $version", async (book) => {
    const { alerts } = await truthOf({ feed: "", handling: "", until: "08:00" }, book);
    const rules = book === AT_ONCE ? ["empty", "full", "closed", "missing"] : ["empty", "full", "closed"];
    for (const rule of rules) expect(alerts.filter((alert) => alert.rule === rule).length).toBeGreaterThan(4);
  });
});

/** The city is a few kilometres wide; a greater distance leads out of it. */
function isFar({ distanceMeters }: Alternative): boolean {
  return !(distanceMeters < 10_000);
}

test("an alert that is not told is missed, and one that begins a minute late is untrue", async () => {
  const clean: Oddity = { feed: "", handling: "" };
  const told = listen(await recordsOnce(clean), AT_ONCE);
  const truth = await knownTruth(clean, AT_ONCE);
  const [first, second, ...others] = told.alerts.filter(
    ({ baseline, endedAt }) => !baseline && endedAt !== null,
  );
  if (first === undefined || second === undefined) throw new Error("the city has nothing to tell");
  const late = { ...second, startedAt: second.startedAt + MINUTE_MS, openedAt: second.openedAt + MINUTE_MS };
  const { missed, untrue } = judge({ ...told, alerts: [late, ...others] }, truth, clean, AT_ONCE);
  expect(missed.filter((line) => line.includes(first.stationId))).not.toEqual([]);
  expect(untrue).toEqual([expect.stringContaining(second.stationId)]);
});

describe("a feed that", () => {
  test.each(ODDITIES)("$feed", async (oddity) => {
    const messages = await recordsOnce(oddity);
    for (const book of [AS_SHIPPED, AT_ONCE]) {
      const told = listen(messages, book);
      const truth = await knownTruth(oddity, book);
      const judgement = judge(told, truth, oddity, book);
      expect({ ...judgement, feed: told.feed }).toEqual({ ...FLAWLESS, feed: oddity.told ?? [] });
      expect(told.alerts.flatMap(({ alternatives }) => alternatives).filter(isFar)).toEqual([]);
      expect(told.alerts.filter(({ stationName }) => stationName === null)).toEqual([]);
      // Not noisy: at most one message per true change of the stations, and one per line about the feed.
      expect(told.announcements.length).toBeLessThanOrEqual(truth.messages + told.feed.length);
    }
  });
});

const cases = ODDITIES.flatMap((oddity) =>
  Object.entries(oddity.without ?? {}).map(([guard, harm]) => ({ ...oddity, oddity, guard, harm })),
);

describe("without the guard", () => {
  test("each guard has a case in which it is missed", () => {
    expect(new Set(cases.map(({ guard }) => guard))).toEqual(new Set(Object.keys(WITHOUT)));
  });

  test.each(cases)(
    "$guard, there is something $harm of a feed that $feed",
    async ({ oddity, guard, harm }) => {
      const { rules, message } = WITHOUT[guard as keyof typeof WITHOUT];
      const messages = await recordsOnce(oddity);
      const book = rules === undefined ? AT_ONCE : rules(AT_ONCE);
      const told = listen(message === undefined ? messages : messages.map(message), book);
      const truth = await knownTruth(oddity, AT_ONCE);
      expect(harmsOf(told, judge(told, truth, oddity, book), oddity)).toContain(harm);
    },
  );
});
