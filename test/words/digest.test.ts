import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Ending, Opening } from "../../functions/core/tellable.ts";
import type { Digest } from "../../functions/views/digest.ts";
import { checkText, digestText } from "../../functions/words/digest.ts";

const AT = Date.parse("2026-06-01T18:30:00Z");

function opening(stationId: string, minutes: number, more: Partial<Opening["alert"]> = {}): Opening {
  const startedAt = new Date(AT - minutes * 60_000).toISOString();
  const alertId = `${startedAt}/${stationId}/empty`;
  const name = { systemId: "lyon", alertId, stationId, stationName: `Place ${stationId}` };
  const alert = {
    ...name,
    rule: "empty",
    status: "open" as const,
    startedAt,
    openedAt: startedAt,
    baseline: false,
  };
  return { alert: { ...alert, ...more }, knownUntil: AT };
}

function ending(stationId: string, more: object | null = { durationSeconds: 2_700 }): Ending {
  const { alert } = opening(stationId, 60);
  return { name: alert, alert: more === null ? null : { ...alert, status: "resolved", ...more } };
}

function digest(more: Partial<Digest>): Digest {
  const nothing = { opened: [], over: [], overLongAgo: 0, unfollowed: 0, isBare: false };
  return { receiver: "dispatch", at: AT, ...nothing, ...more };
}

const linesOf = (more: Partial<Digest>) => digestText(digest(more), "Europe/Paris").split("\n");

test("says how long, where the nearest bike is and who has it", () => {
  const near = { stationId: "9", name: "Rue X", distanceMeters: 210, vehicles: 3, docks: 4 };
  const more = { alternatives: [near], acknowledgedBy: "Ada" };
  expect(linesOf({ opened: [opening("1", 72, more), opening("2", 31)] })).toEqual([
    "2 open · as of Jun 01 20:30",
    "empty for 1 h 12 min: Place 1 (lyon) · 3 bikes at Rue X, 210 m · Ada has it",
    "empty for 31 min: Place 2 (lyon)",
  ]);
});

test("says as of when the least is known", () => {
  const early = { ...opening("1", 60), knownUntil: AT - 10 * 60_000 };
  expect(linesOf({ opened: [early, opening("2", 31)] })[0]).toBe("2 open · as of Jun 01 20:20");
});

test.each<[string, Partial<Opening["alert"]>, string]>([
  ["was so when it was first seen", { baseline: true }, "empty for at least 40 min: Place 1 (lyon)"],
  ["began in a gap", { afterGap: true }, "empty for at least 40 min: Place 1 (lyon)"],
  [
    "is closed for a reason",
    { rule: "closed", reason: "not installed" },
    "closed for 40 min: Place 1 (lyon) · not installed",
  ],
  ["is of a rule that this code does not know", { rule: "soggy" }, "soggy for 40 min: Place 1 (lyon)"],
])("of an alert that %s", (_, more, expected) => {
  expect(linesOf({ opened: [opening("1", 40, more)] })[1]).toBe(expected);
});

test("of an alert about the whole feed names the system", () => {
  const { stationId: _, stationName: __, ...alert } = opening("", 40, { rule: "feed-down" }).alert;
  expect(linesOf({ opened: [{ alert, knownUntil: AT }] })[1]).toBe("feed down for 40 min: lyon");
});

test.each<[string, Ending, string]>([
  ["is over", ending("1"), "no longer empty: Place 1 (lyon) · after 45 min"],
  ["is withdrawn", ending("1", { endReason: "withdrawn" }), "no longer watched: Place 1 (lyon) · empty"],
  ["is gone", ending("a/b", null), "no longer empty: a/b (lyon)"],
])("what %s", (_, over, expected) => {
  expect(linesOf({ over: [over] })).toEqual(["1 over · as of Jun 01 20:30", expected]);
});

test("has fifteen lines at most: the rest is a number", () => {
  const many = Array.from({ length: 40 }, (_, index) => opening(`${index}`, 100 - index));
  const ends = Array.from({ length: 9 }, (_, index) => ending(`e${index}`));
  const lines = linesOf({ opened: many, over: ends, overLongAgo: 3 });
  expect(lines).toHaveLength(15);
  expect(lines[0]).toBe("40 open, 12 over · as of Jun 01 20:30");
  expect(lines[9]).toBe("and 32 more");
  expect(lines.slice(10)).toEqual([
    "no longer empty: Place e0 (lyon) · after 45 min",
    "no longer empty: Place e1 (lyon) · after 45 min",
    "no longer empty: Place e2 (lyon) · after 45 min",
    "and 6 more",
    "3 more ended longer than a day ago",
  ]);
});

test("that is bare names nothing that a feed or people wrote", () => {
  const over = [ending("1"), ending("2", { rule: "full" })];
  expect(linesOf({ opened: [opening("3", 40), opening("4", 50)], over, isBare: true })).toEqual([
    "2 open, 2 over · as of Jun 01 20:30",
    "2 empty, 1 no longer empty",
    "1 no longer full",
    "The last message was refused, so this one has no names.",
  ]);
});

describe("whatever feeds and people write", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.constantFrom(
      "<!channel>",
      "@all",
      "<https://evil|click>",
      "*b* _i_ ~s~ `c`",
      "a\u202Eb\u0007\nc",
      "&amp;",
    ),
  );
  test("a message has lines and bytes within limits, and nothing that chat tools act on", () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 60 }), fc.nat(60), fc.boolean(), (texts, ends, isBare) => {
        const opened = texts.map((text, index) =>
          opening(text, index, {
            stationName: text,
            reason: text,
            acknowledgedBy: text,
            alternatives: [{ stationId: text, name: text, distanceMeters: 5, vehicles: 1, docks: 1 }],
          }),
        );
        const over = texts.slice(0, ends).map((text) => ending(text, { stationName: text }));
        const said = digestText(digest({ opened, over, overLongAgo: 1, unfollowed: 2, isBare }), "UTC");
        expect(said.split("\n").length).toBeLessThanOrEqual(15);
        expect(Buffer.byteLength(said)).toBeLessThanOrEqual(3_500);
        expect(said.replaceAll("\n", "")).not.toMatch(/[<>&@|`*_~\p{Cc}\p{Bidi_Control}]/u);
      }),
      { numRuns: 60 },
    );
  });
});

test("a test says that it is one", () => {
  expect(checkText("on_call")).toBe(
    "This is a test: stationwatch reaches the receiver onˍcall. Nothing else has happened.",
  );
});
