import fc from "fast-check";
import { expect, test } from "vitest";
import { feedReading } from "../../functions/core/feed-reading.ts";
import type { FeedRuleName } from "../../functions/core/feed-rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { at, contextOf, guarded } from "./builders.ts";

/** `left` has been absent for so long that nobody waits for it any more. */
const station = fc.record({
  is: fc.constantFrom("there", "there", "absent", "left"),
  isClosed: fc.boolean(),
  isOutside: fc.boolean(),
});

const OPEN = { phase: "open", startedAt: at(-99), endedAt: null, baseline: false, afterGap: false } as const;

interface Seen {
  readonly changed?: boolean;
  readonly outside?: boolean;
  readonly gap?: boolean;
  readonly frozen?: boolean;
  readonly closed?: number;
  readonly absent?: number;
  readonly off?: FeedRuleName;
}

/** Reads a poll of twenty stations that was seen first a minute before. */
function readingOf({ closed = 0, absent = 0, off, ...seen }: Seen) {
  const present = Array.from({ length: 20 }, (_, column) => column < 20 - absent);
  const none = present.map(() => 0);
  const feedRules = { ...NEW_SYSTEM.feedRules, ...(seen.frozen ? { "feed-frozen": OPEN } : {}) };
  const ruleBook = guarded();
  const feed = off === undefined ? ruleBook.feed : { ...ruleBook.feed, [off]: null };
  return feedReading(
    { ...NEW_SYSTEM, feedRules },
    {
      at: at(0),
      columns: { present, vehicles: none, docks: none, flags: none },
      times: { system: "open", own: new Map() },
      isOutside: seen.outside ?? false,
      outside: null,
      hasChanged: seen.changed ?? false,
      afterGap: seen.gap ?? false,
    },
    at(-1),
    {
      absentSince: new Map(Array.from({ length: absent }, (_, index) => [19 - index, at(-1)])),
      left: [],
      known: 20,
    },
    present.map((_, column) => column < closed),
    contextOf({ ruleBook: { ...ruleBook, feed } }),
  );
}

test.each<[string, Seen, frozen: boolean | null, shrunk: boolean | null, closed: boolean | null]>([
  ["moves", { changed: true }, false, false, false],
  ["stands still", {}, true, false, false],
  ["stands still after a gap", { gap: true }, true, false, false],
  ["moves outside its hours", { outside: true, changed: true }, false, null, null],
  ["stands still outside its hours", { outside: true }, false, null, null],
  ["is frozen, and stands still outside its hours", { outside: true, frozen: true }, null, null, null],
  [
    "is frozen, and moves outside its hours",
    { outside: true, frozen: true, changed: true },
    false,
    null,
    null,
  ],
  ["is frozen, and stands still", { frozen: true, gap: true }, true, false, false],
  ["closes", { closed: 20, changed: true }, false, false, true],
  ["stands still while it is closed", { closed: 20 }, false, false, true],
  ["is frozen, and stands still while it is closed", { closed: 20, frozen: true }, null, false, true],
  ["is frozen, and closes", { closed: 20, frozen: true, changed: true, gap: true }, false, false, true],
  ["closes where nobody asks", { closed: 20, off: "system-closed" }, true, false, false],
  ["closes where nobody asks who is absent", { closed: 20, off: "feed-shrunk" }, false, false, true],
  ["shrinks", { absent: 10, changed: true }, false, true, false],
  ["shrinks and closes", { absent: 10, closed: 10, changed: true }, false, true, true],
  ["shrinks where nobody asks", { absent: 10, changed: true, off: "feed-shrunk" }, false, false, false],
  [
    "shrinks where nobody asks who is closed",
    { absent: 10, changed: true, off: "system-closed" },
    false,
    true,
    false,
  ],
  ["is all absent outside its hours", { absent: 20, closed: 20, outside: true }, false, null, null],
])("a feed that %s", (_what, seen, frozen, shrunk, closed) => {
  const read = readingOf(seen);
  const holds = (name: FeedRuleName) => read[name]?.holds ?? null;
  expect([holds("feed-frozen"), holds("feed-shrunk"), holds("system-closed")]).toEqual([
    frozen,
    shrunk,
    closed,
  ]);
  expect([holds("feed-down"), holds("feed-flapping")]).toEqual([false, false]);
  // What stations show has been so since it was seen first; that nothing moves is known with this poll.
  expect(read["feed-frozen"]?.since ?? at(0)).toBe(at(0));
  expect([read["feed-shrunk"]?.since ?? at(-1), read["system-closed"]?.since ?? at(-1)]).toEqual([
    at(-1),
    at(-1),
  ]);
  expect(read["system-closed"]?.afterGap ?? false).toBe(seen.outside ? false : (seen.gap ?? false));
});

test("who is absent and who is closed counts among the stations within their hours", () => {
  fc.assert(
    fc.property(fc.array(station, { maxLength: 12 }), fc.boolean(), (stations, haveOwnHours) => {
      const counted = stations.filter(({ isOutside }) => !haveOwnHours || !isOutside);
      const there = counted.filter(({ is }) => is === "there");
      const absent = counted.filter(({ is }) => is === "absent");
      const shown = {
        at: at(0),
        columns: {
          present: stations.map(({ is }) => is === "there"),
          vehicles: stations.map(() => 3),
          docks: stations.map(() => 3),
          flags: stations.map(() => 0),
        },
        times: { system: "open", own: new Map() },
        isOutside: false,
        outside: haveOwnHours ? stations.map(({ isOutside }) => isOutside) : null,
        hasChanged: true,
        afterGap: false,
      } as const;
      const absentSince = new Map(
        [...stations.entries()].flatMap(([column, { is }]) => (is === "absent" ? [[column, at(-1)]] : [])),
      );
      const known = stations.filter(({ is }) => is !== "left").length;
      const closed = stations.map(({ isClosed }) => isClosed);
      const absences = { absentSince, left: [], known };
      const read = feedReading(NEW_SYSTEM, shown, at(0), absences, closed, contextOf());
      expect([read["feed-shrunk"]?.reason, read["system-closed"]?.reason]).toEqual([
        `${absent.length} of ${there.length + absent.length} stations are absent`,
        `${there.filter(({ isClosed }) => isClosed).length} of ${there.length} stations are out of service`,
      ]);
    }),
  );
});
