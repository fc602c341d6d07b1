import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { rulesForPast } from "../../cli/replay/past-rules.ts";
import type { GbfsEntry, SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";

const folder = mkdtempSync(join(tmpdir(), "stationwatch-past-rules-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ENTRY: GbfsEntry = {
  systemId: "hill",
  kind: "gbfs",
  url: "https://feed.example/gbfs.json",
  pollSeconds: 1_200,
  openingHours: "Mo-Su 06:00-22:00",
};
/** A city that waits longer than the built-in rules before it takes a feed for down, and a gap for one. */
const THEN: SystemsConfiguration = {
  rules: { "feed-down": { for: "20m" }, empty: { for: "3m" } },
  guards: { rebaselineAfter: "1h" },
  systems: [ENTRY],
};
const then = ruleBookOf(THEN, "hill", "then");

function tried(file: object) {
  const name = join(folder, "rules.json");
  writeFileSync(name, JSON.stringify(file));
  return rulesForPast(name, "hill", ENTRY, then);
}

test("the rules about stations are the file's, all others are those of then", () => {
  const book = tried({ rules: { empty: { for: "10m" }, full: false } });
  expect(book.rules.empty?.forMs).toBe(600_000);
  expect(book.rules.full).toBeNull();
  expect({ feed: book.feed, guards: book.guards }).toEqual({ feed: then.feed, guards: then.guards });
});

test("a file that says again what was so then is taken", () => {
  const same = { rules: THEN.rules, guards: THEN.guards };
  expect(tried(same).rules.empty?.forMs).toBe(180_000);
  expect(tried({ ...same, systems: [ENTRY] }).guards).toEqual(then.guards);
  expect(tried({ rules: {}, guards: { unreportedDocks: true, rebaselineAfter: "60m" } }).guards).toEqual(
    then.guards,
  );
});

test("rules of one station count, and those of another system do not", () => {
  const other = { ...ENTRY, systemId: "dale", guards: { rebaselineAfter: false }, rules: { empty: false } };
  const own = { ...ENTRY, stations: { a: { rules: { empty: { atMost: 2 } } } } };
  const book = tried({ systems: [other, own] });
  expect(book.stations.get("a")?.empty?.atMost).toBe(2);
  expect(book.rules.empty?.forMs).toBe(0);
});

test.each<[object, string]>([
  [{ rules: { "feed-flapping": false } }, "feed-flapping"],
  [{ rules: { "feed-down": { for: "10m" } } }, "feed-down"],
  [
    { rules: {}, guards: { rebaselineAfter: "30m", unreportedDocks: false } },
    "rebaselineAfter, unreportedDocks",
  ],
  [{ systems: [{ ...ENTRY, openingHours: "24/7" }] }, "openingHours"],
  [{ systems: [{ ...ENTRY, timeZone: "Europe/Rome" }] }, "openingHours"],
  [{ systems: [{ ...ENTRY, rules: { "system-closed": { share: 0.5 } } }] }, "system-closed"],
])("%j is refused, since history has only what was believed", (file, named) => {
  expect(() => tried(file)).toThrow(
    `rules.json: ${named}: other than then, and history has no columns of what was held or dropped; leave it out, or try it on a recording`,
  );
});

test("plain rules have no guards, and are refused where there were some", () => {
  expect(() => rulesForPast("plain", "hill", ENTRY, then)).toThrow(
    /^plain: feed-down, .*, openingHours: other than then/,
  );
  const plain = ruleBookOf(
    {
      guards: {
        rebaselineAfter: false,
        dropOlderFor: false,
        unreportedDocks: false,
        contradictedVehicles: false,
        contradictedDocks: false,
        openingHours: false,
      },
      rules: {
        "feed-down": false,
        "feed-frozen": false,
        "feed-shrunk": false,
        "feed-flapping": false,
        "system-closed": false,
      },
      systems: [],
    },
    "hill",
    "then",
  );
  expect(rulesForPast("plain", "hill", null, plain).rules.empty).toEqual({
    atMost: 0,
    clearAt: 1,
    forMs: 0,
    keepForMs: 0,
  });
});
