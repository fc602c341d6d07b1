import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ruleBookOf, type SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { loadSystems } from "../../functions/systems/load.ts";
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
  expect(book.rules).toEqual({ empty, full: null, closed: atOnce });
  expect(book.stations.get("7")).toEqual({
    empty: { ...empty, atMost: 3, clearAt: 4 },
    full: { ...atOnce, forMs: 60_000 },
    closed: atOnce,
  });
  expect(ruleBookOf(BASE, "not listed", "v").rules).toEqual({ empty, full: atOnce, closed: atOnce });
});

test("the functions read the file that the environment names, as it stands", () => {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-"));
  try {
    const file = join(folder, "any.json");
    writeFileSync(file, JSON.stringify(BASE));
    const loaded = loadSystems({ SYSTEMS_FILE: file });
    expect(loaded).toEqual({ configuration: BASE, version: configurationVersion(BASE) });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
