import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { loadSystems } from "../../functions/runtime/load-systems.ts";
import type { SystemEntry, SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { configurationVersion } from "../../functions/systems/version.ts";

const BASE: SystemsConfiguration = {
  rules: { empty: { for: "2m" } },
  systems: [
    { systemId: "a", kind: "gbfs", url: "https://a.example", rules: { full: false } },
    { systemId: "b", kind: "gbfs", url: "https://b.example" },
  ],
};
const [A, B] = BASE.systems as [SystemsConfiguration["systems"][0], SystemsConfiguration["systems"][0]];

describe("the version", () => {
  test("is eight hexadecimal digits", () => {
    expect(configurationVersion(BASE)).toMatch(/^[0-9a-f]{8}$/);
  });

  test.each<[string, SystemsConfiguration]>([
    ["the order of systems", { ...BASE, systems: [B, A] }],
    ["how a duration is written", { ...BASE, rules: { empty: { for: "120s" } } }],
    [
      "defaults that are spelt out",
      { ...BASE, rules: { empty: { for: "2m", atMost: 0, clearAt: 1 }, closed: {} } },
    ],
    ["a system without rules of its own", { ...BASE, systems: [A, B, { ...B, systemId: "c" }] }],
    ["rules that repeat the defaults", { ...BASE, systems: [A, { ...B, rules: { empty: { for: "2m" } } }] }],
    [
      "a station that repeats its system",
      { ...BASE, systems: [{ ...A, stations: { 7: { rules: { full: false } } } }, B] },
    ],
    [
      "what is no rule",
      { ...BASE, contact: "a@b.example", retention: { alerts: "1d" }, systems: [{ ...A, name: "A" }, B] },
    ],
  ])("does not depend on %s", (_, configuration) => {
    expect(configurationVersion(configuration)).toBe(configurationVersion(BASE));
  });

  test.each<[string, SystemsConfiguration]>([
    ["a rule for all", { ...BASE, rules: { empty: { for: "3m" } } }],
    ["a rule switched off", { ...BASE, rules: { empty: false } }],
    ["a rule of a system", { ...BASE, systems: [A, { ...B, rules: { full: false } }] }],
    ["a rule of a station", { ...BASE, systems: [A, { ...B, stations: { 7: { rules: { full: false } } } }] }],
    [
      "which system has the rule",
      {
        ...BASE,
        systems: [
          { ...A, systemId: "b" },
          { ...B, systemId: "a" },
        ],
      },
    ],
  ])("changes with %s", (_, configuration) => {
    expect(configurationVersion(configuration)).not.toBe(configurationVersion(BASE));
  });
});

test("rules apply from the widest scope to the narrowest, station by station", () => {
  const stations = { 7: { rules: { empty: { atMost: 3 }, full: { for: "1m" } } } };
  const book = ruleBookOf({ ...BASE, systems: [{ ...A, stations }, B] }, "a", "v");
  const empty = { atMost: 0, clearAt: 1, forMs: 120_000, keepForMs: 0 };
  const atOnce = { ...empty, forMs: 0 };
  const missing = { ...empty, forMs: 3_600_000 };
  expect(book.rules).toEqual({ empty, full: null, closed: atOnce, missing, "few-ebikes": null });
  expect(book.stations.get("7")).toEqual({
    empty: { ...empty, atMost: 3, clearAt: 4 },
    full: { ...atOnce, forMs: 60_000 },
    closed: atOnce,
    missing,
    "few-ebikes": null,
  });
  expect(ruleBookOf(BASE, "not listed", "v").rules).toEqual({
    empty,
    full: atOnce,
    closed: atOnce,
    missing,
    "few-ebikes": null,
  });
});

describe("the feed's rules and the guards", () => {
  const bookOf = (
    scope: Pick<SystemsConfiguration, "rules" | "guards">,
    own: Pick<SystemEntry, "rules" | "guards" | "openingHours" | "timeZone" | "pollSeconds"> = {},
  ) => ruleBookOf({ ...scope, systems: [{ ...A, rules: {}, ...own }] }, "a", "v");

  test("are on where nothing is said", () => {
    const { feed, guards } = bookOf({});
    expect(Object.values(feed).every((rule) => rule !== null)).toBe(true);
    expect(guards).toEqual({
      rebaselineAfterMs: 1_800_000,
      dropOlderForMs: 600_000,
      unreportedDocks: true,
      contradictedVehicles: true,
      contradictedDocks: true,
      openingHours: { hours: null, timeZone: null },
    });
  });

  test("are switched off by false, for all or for one system, and on again for one", () => {
    const rules = { "feed-down": false, "feed-shrunk": { share: 0.5 } } as const;
    const guards = { rebaselineAfter: false, openingHours: false, unreportedDocks: false } as const;
    const book = bookOf({ rules, guards });
    expect(book.feed["feed-down"]).toBeNull();
    expect(book.feed["feed-shrunk"]).toEqual({ share: 0.5, atLeast: 10, forMs: 600_000, keepForMs: 600_000 });
    expect(book.guards).toEqual({
      rebaselineAfterMs: null,
      dropOlderForMs: 600_000,
      unreportedDocks: false,
      contradictedVehicles: true,
      contradictedDocks: true,
      openingHours: null,
    });
    const own = bookOf({ rules, guards }, { rules: { "feed-down": {} }, guards: { openingHours: true } });
    expect(own.feed["feed-down"]?.forMs).toBe(600_000);
    expect(own.guards.openingHours).toEqual({ hours: null, timeZone: null });
  });

  test("know the hours and the time zone of their system, and that one poll may be missed", () => {
    const { guards } = bookOf({}, { openingHours: "24/7", timeZone: "Europe/Oslo", pollSeconds: 3_600 });
    expect(guards.openingHours).toEqual({ hours: parseOpeningHours("24/7"), timeZone: "Europe/Oslo" });
    expect(guards.rebaselineAfterMs).toBe(7_200_000);
  });

  test.each([
    ["a rule about the feed", { rules: { "feed-down": { for: "5m" } } }],
    ["a guard", { guards: { dropOlderFor: "5m" } }],
  ])("name another version when %s changes", (_what, change) => {
    expect(configurationVersion({ ...BASE, ...change })).not.toBe(configurationVersion(BASE));
  });
});

test("the functions read the file that the environment names, as it stands", () => {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-"));
  try {
    const file = join(folder, "any.json");
    writeFileSync(file, JSON.stringify(BASE));
    expect(loadSystems({ SYSTEMS_FILE: file })).toEqual(BASE);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
