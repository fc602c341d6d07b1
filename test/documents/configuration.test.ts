import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import { isOpenAt } from "../../functions/core/opening-hours.ts";
import { NO_GUARDS, type RuleBook } from "../../functions/core/rules.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { checkSystems, systemsJsonSchema } from "../../functions/systems/schema.ts";
import { fences, headingsOf, namesIn, rowsOf, sectionOf } from "../document-text.ts";
import { document, ROOT } from "./files.ts";

const CONFIGURATION = document("docs/configuration.md");
const MINUTE_MS = 60_000;

/** What the recipe's file says of its one system, by the check of the product. */
function recipe(heading: string): { entry: SystemEntry; ruleBook: RuleBook } {
  const [json = "", ...more] = fences(sectionOf(CONFIGURATION, heading)).map(({ text }) => text);
  expect(more).toEqual([]);
  const configuration = checkSystems(json, "docs/configuration.md");
  const [entry] = configuration.systems;
  if (entry === undefined) throw new Error(`the recipe ${heading} has no system`);
  return { entry, ruleBook: ruleBookOf(configuration, entry.systemId, "0000abcd") };
}

describe("the recipe for", () => {
  test("each has a test here", () => {
    const recipes = headingsOf(sectionOf(CONFIGURATION, "Recipes"), 3);
    expect(recipes).toEqual(["A large city", "A system that closes at night", "A feed that wants a key"]);
  });

  test("a large city waits, counts e-bikes, and doubts a feed that stands still for half an hour", () => {
    const { ruleBook } = recipe("A large city");
    for (const rule of ["empty", "full", "closed", "few-ebikes"] as const) {
      expect(ruleBook.rules[rule]?.forMs).toBeGreaterThanOrEqual(10 * MINUTE_MS);
    }
    expect(ruleBook.feed["feed-frozen"]?.forMs).toBe(30 * MINUTE_MS);
  });

  test("a system that closes at night does not judge it then", () => {
    const { entry, ruleBook } = recipe("A system that closes at night");
    const { hours = null, timeZone = null } = ruleBook.guards.openingHours ?? {};
    expect(timeZone).toBe(entry.timeZone);
    // A Monday in Lisbon's summer time: three at night, and noon.
    expect(isOpenAt(hours, Date.UTC(2026, 4, 4, 2), timeZone)).toBe(false);
    expect(isOpenAt(hours, Date.UTC(2026, 4, 4, 11), timeZone)).toBe(true);
  });

  test("a feed that wants a key names its place, and how it is sent", () => {
    const { entry } = recipe("A feed that wants a key");
    expect(entry.apiKey).toEqual({
      ssmParameter: "/stationwatch/harbour",
      in: "header",
      name: "Authorization",
    });
    const [json = ""] = fences(sectionOf(CONFIGURATION, "A feed that wants a key")).map(({ text }) => text);
    const misspelt = json.replace("ssmParameter", "ssmParametre");
    expect(() => checkSystems(misspelt, "systems.json")).toThrow(/apiKey/);
  });
});

function named(heading: string): string[] {
  return namesIn(CONFIGURATION, heading);
}

/** Every key that an object of the kind may have, in the schema by which editors complete. */
function keysOf(schema: object, isKind: (keys: readonly string[]) => boolean): string[] {
  const keys = new Set<string>();
  JSON.stringify(schema, (_, value: unknown) => {
    const { properties } = (value ?? {}) as { properties?: object };
    const own = Object.keys(properties ?? {});
    if (isKind(own)) for (const key of own) keys.add(key);
    return value;
  });
  return [...keys].sort();
}

describe("docs/configuration.md has a row for", () => {
  test("each rule about a station, in the order of their numbers", () => {
    expect(named("Rules about a station")).toEqual(STATION_RULES.map(({ name }) => name));
  });

  test("each rule about the feed", () => {
    expect(named("Rules about the feed")).toEqual(FEED_RULES.map(({ name }) => name));
  });

  test("each guard", () => {
    const guards = Object.keys(NO_GUARDS).map((guard) => guard.replace(/Ms$/, ""));
    expect(named("Guards")).toEqual(guards);
  });

  test("each field of a system, and of the file", () => {
    const schema = systemsJsonSchema();
    const ofEntry = keysOf(schema, (keys) => keys.includes("systemId"));
    expect(named("Systems").sort()).toEqual(ofEntry);
    const ofFile = keysOf(schema, (keys) => keys.includes("pollers")).filter((key) => key !== "$schema");
    expect(named("For all systems").sort()).toEqual(ofFile);
    const ofReceiver = keysOf(schema, (keys) => keys.includes("openFor"));
    expect(namesIn(document("docs/receivers.md"), "What a receiver is").sort()).toEqual(ofReceiver);
  });

  test("each built-in value that a rule about a station has", () => {
    for (const [cell = "", holds = ""] of rowsOf(CONFIGURATION, "Rules about a station")) {
      const row = STATION_RULES.find(({ name }) => cell === `\`${name}\``);
      if (row?.counts != null) expect(holds).toContain(`≤ \`atMost\` (${row.builtIn.atMost})`);
      expect({ cell, isOff: holds.includes("off unless asked for") }).toEqual({
        cell,
        isOff: row?.isOnUnasked === false,
      });
    }
  });
});

test("the schema that editors are told of is there", () => {
  expect(CONFIGURATION).toContain("`systems.schema.json`");
  expect(readFileSync(join(ROOT, "systems.schema.json"), "utf8").length).toBeGreaterThan(1_000);
});
