import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { NotSimulated } from "../doubles/service-error.ts";
import { conditionOf, placeholdersMatch, updateOf } from "../doubles/tables/expressions.ts";
import { mutated } from "./bundle.ts";
import { addCampaign, runSeeds } from "./campaign.ts";
import { searchAll } from "./exhaustive.ts";
import { hashOf } from "./hashes.ts";
import { runHistory } from "./history.ts";
import { FAULTS, type Fault } from "./mishaps.ts";
import { MUTANTS } from "./mutants/all.ts";
import { patchesOf } from "./mutants/mutant.ts";
import { pairsIn, pairsTable } from "./pairs.ts";

const HISTORIES = 100;
const HISTORIES_MAX = 600;
/** Only a wide city has commits that are cut in parts. */
const WIDE = { first: 460, histories: 1, stride: 1, failuresMax: 1 };

/** Seeds whose history failed once; they are run for ever. */
const REGRESSIONS: readonly number[] = [];

test("nothing is lost, doubled or made up in broken histories, and all faults strike", async () => {
  const sum = await runSeeds(WIDE);
  const absent = () => FAULTS.filter((fault) => (sum.faults[fault] ?? 0) === 0);
  // Some faults need others before them, and are rare: the histories go on until each has struck.
  for (let histories = HISTORIES; absent().length > 0 && sum.histories < HISTORIES_MAX; histories = 25)
    addCampaign(sum, await runSeeds({ first: sum.histories, histories, stride: 1, failuresMax: 1 }));
  expect(sum.failures).toEqual([]);
  expect(absent()).toEqual([]);
  expect(sum.records / sum.histories).toBeLessThan(40);
});

test("nothing is lost in weeks in which stations come and go, or where hundreds change at once", async () => {
  const weeks = await runHistory(2_000);
  expect(weeks).toMatchObject({ failure: null, scale: "long" });
  expect(weeks.days).toBeGreaterThan(10);
  const city = await runHistory(12_420);
  expect(city).toMatchObject({ failure: null, scale: "wide" });
  expect(city.groups).toBeGreaterThan(0);
  expect(city.parts).toBeGreaterThan(0);
});

test("what failed once does not fail again", async () => {
  for (const seed of REGRESSIONS) expect(await runHistory(seed)).toMatchObject({ failure: null });
});

test("however two workers meet without a crash, nothing is lost", async () => {
  const { courses, failure } = await searchAll([[0], [0, 1, 2]], 0);
  expect(failure).toBeNull();
  expect(courses).toBeGreaterThan(500);
});

test("a seed decides everything", async () => {
  const withoutTokens = (trace: readonly string[] | null) =>
    trace?.map((line) => line.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, "token"));
  const [once, again] = [await runHistory(7, { traces: true }), await runHistory(7, { traces: true })];
  expect(withoutTokens(again.trace)).toEqual(withoutTokens(once.trace));
  expect(again.faults).toEqual(once.faults);
});

test("a fault that is spared does not strike", async () => {
  const { struck, faults } = await runHistory(7);
  expect(struck).toBeGreaterThan(0);
  const all = new Set(Array.from({ length: 1_000 }, (_, ordinal) => ordinal));
  const spared = await runHistory(7, { spared: all });
  expect(spared.failure).toBeNull();
  expect(spared.faults.size).toBeLessThan(faults.size);
});

describe("pairs of faults", () => {
  const met = new Map<Fault, number>([
    ["feed failed", 2],
    ["shard split", 1],
    ["deployment", 5],
  ]);

  test("are those that strike in one history, in the table's order", () => {
    expect(pairsIn(met)).toEqual([
      "shard split + deployment",
      "shard split + feed failed",
      "deployment + feed failed",
    ]);
  });

  test("are counted, and too few are not enough", () => {
    const few = pairsTable(Object.fromEntries(pairsIn(met).map((pair) => [pair, 10])));
    expect(few.isEnough).toBe(false);
    expect(few.lines[0]).toMatch(/^pairs of faults that met in one history: 3 of \d+, 0\.\d %$/);
    const all = pairsTable(
      Object.fromEntries(pairsIn(new Map(FAULTS.map((fault) => [fault, 1]))).map((pair) => [pair, 1])),
    );
    expect(all.isEnough).toBe(true);
    expect(all.lines[0]).toMatch(/100\.0 %$/);
  });
});

test("a hash tells two histories apart, and not two runs of one", async () => {
  const hash = async (seed: number) => hashOf(await runHistory(seed, { traces: true }));
  expect(await hash(7)).toBe(await hash(7));
  expect(await hash(7)).not.toBe(await hash(8));
});

describe("mutants", () => {
  test.each(MUTANTS)("$name: its patch fits", (mutant) => {
    for (const patch of patchesOf(mutant)) {
      const text = readFileSync(join(import.meta.dirname, "../..", patch.file), "utf8");
      expect(mutated(text, mutant.name, patch)).not.toBe(text);
    }
  });

  test("there are at least 25, each with a name of its own", () => {
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(25);
  });
});

describe("the simulated tables know expressions", () => {
  const item = { a: 1, b: "x" };
  const lookUp = { names: {}, values: { ":one": 1, ":text": "x", ":more": "y" } };

  test.each([
    ["attribute_exists(a)", true],
    ["attribute_not_exists(a)", false],
    ["a = :one", true],
    ["b < :more", true],
    ["a < :more", false],
    ["c = :one", false],
    ["attribute_not_exists(c) AND b <= :text", true],
    ["(attribute_exists(c) OR a = :one) AND attribute_exists(c)", false],
    ["attribute_exists(c) AND a = :one OR b = :text", true],
  ])("%s", (text, holds) => {
    expect(conditionOf(text)(item, lookUp)).toBe(holds);
  });

  test("that set and remove", () => {
    expect(updateOf("SET c = :one, a = :text REMOVE b")(item, lookUp)).toEqual({ a: "x", c: 1 });
  });

  test.each(["begins_with(a, :text)", "a <> :one", "a ="])("and nothing else: %s", (text) => {
    expect(() => conditionOf(text)(item, lookUp)).toThrow(NotSimulated);
  });

  test("whose placeholders must all be given and used", () => {
    const values = { ":one": 1 };
    expect(placeholdersMatch(["a = :one", undefined], { names: {}, values })).toBe(true);
    expect(placeholdersMatch(["a = :one AND b = :two"], { names: {}, values })).toBe(false);
    expect(placeholdersMatch(["a = b"], { names: {}, values })).toBe(false);
  });
});
