import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteCommand, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { ruleBookItem } from "../../functions/store/rule-book-store.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import { reading } from "../core/builders.ts";
import { runCaptured, type WorldOptions } from "./captured-world.ts";
import { seedHistory, seedPastMorning } from "./seeded-history.ts";
import { MINUTE_MS, PORTO, type SeededTables, snapshot, startSeededTables, T0 } from "./seeded-tables.ts";

const NOW = T0 + 70 * MINUTE_MS;
let tables: SeededTables;

beforeAll(async () => {
  tables = await startSeededTables();
  await seedPastMorning(tables);
  // Porto is polled at 9:00, and then for five hours nobody polls.
  const afternoon = [snapshot("porto", 0, reading("1", 3)), snapshot("porto", 300, reading("1", 0))];
  await tables.fold(PORTO, afternoon);
  await tables.polled({ systemId: "porto", lastPolledAt: T0, nextDueAt: T0, lastOutcome: "snapshot" });
  await seedHistory(tables, "porto", afternoon);
});

afterAll(() => tables.close());

const ask = (words: string, options: WorldOptions = {}) =>
  runCaptured(["alerts", "explain", ...words.split(" "), "--endpoint", tables.endpoint], {
    now: NOW,
    ...options,
  });

describe("alerts explain", () => {
  test("says in sentences why an alert opened and ended, within the terminal's width", async () => {
    const { exitCode, stdout, stderr } = await ask("1/empty --system lisbon", { columns: 70 });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.replaceAll("\n", " ").replaceAll("  ", "\n").trim().split("\n")).toEqual([
      "empty at Rossio (1), lisbon",
      "The rule empty opens at 0 bikes or fewer at once, and ends at 1 bike or more at once (rules plain).",
      'It was "empty" from May 04 10:02 on: the poll of May 04 10:00 showed 3 bikes, 17 docks; the poll of May 04 10:02 ' +
        "showed 0 bikes, 20 docks. The alert opened with that poll.",
      'It was "no longer empty" from May 04 10:20 on: the poll of May 04 10:02 showed 0 bikes, 20 docks; the poll of ' +
        "May 04 10:20 showed 20 bikes, 0 docks. The alert was resolved with that poll.",
    ]);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(70);
  });

  test("is an object for programs, by --json and by --format json", async () => {
    const { stdout } = await ask("1/empty --system lisbon --refold --json");
    expect(JSON.parse(stdout)).toMatchObject({
      alert: { alertId: "2026-05-04T09:02:00.000Z/1/empty" },
      rules: { version: "plain", parameters: { atMost: 0 } },
      start: { first: { verdict: "observed", observed: { vehicles: 0, docks: 20 } } },
      end: { because: [] },
      unknown: [],
      refold: { differing: [], hangsOn: [], isFarEnough: true, looks: 3 },
    });
    expect((await ask("1/empty --system lisbon --refold --format json")).stdout).toBe(stdout);
  });

  test("folds the past once more, and says that all is the same", async () => {
    const { stdout } = await ask("2/empty --refold");
    expect(stdout).toContain(
      "Folded once more by the same rules, 9 polls from May 04 10:00 on: all four times are the same.",
    );
  });

  test("looks behind a long silence for what was so before it", async () => {
    const { stdout } = await ask("1/empty --system porto --refold --json", {
      now: T0 + 301 * MINUTE_MS,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      start: { before: { at: "2026-05-04T09:00:00.000Z", observed: { vehicles: 3 } } },
      refold: { from: "2026-05-04T09:00:00.000Z", differing: [], hangsOn: [], isFarEnough: true },
    });
  });

  test.each([
    ["nowhere/empty", /^stationwatch: no alert "nowhere\/empty" is known\n$/],
    ["2026 --system lisbon", /^stationwatch: "2026" may be .*, and others\n$/],
    ["1/empty --format csv", /^stationwatch: option '--format <format>' argument 'csv' is invalid/],
  ])("refuses %s with a sentence", async (words, sentence) => {
    const { exitCode, stderr } = await ask(words);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(sentence);
  });

  test("says that it does not know the rules of then, and folds nothing without them", async () => {
    const Key = { systemId: "lisbon", item: ruleBookItem("plain", 1) };
    const { Item } = await tables.client.send(new GetCommand({ TableName: TABLE_NAMES.state, Key }));
    await tables.client.send(new DeleteCommand({ TableName: TABLE_NAMES.state, Key }));
    const { stdout, exitCode } = await ask("1/empty --system lisbon");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Not known: with which parameters, since the rules plain were not kept then.");
    expect(await ask("1/empty --system lisbon --refold")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        "stationwatch: the rules plain of lisbon are not kept, by which its polls were judged: it cannot be folded once more\n",
    });
    await tables.client.send(new PutCommand({ TableName: TABLE_NAMES.state, Item }));
  });
});

test("the rules of now are those by which the pipeline judged last, whatever systems.json lies here", async () => {
  const words = [
    "replay",
    "--history",
    "lisbon",
    "--since",
    "2h",
    "--format",
    "csv",
    "--endpoint",
    tables.endpoint,
  ];
  const { exitCode, stdout, stderr } = await runCaptured(words, { now: NOW });
  expect(exitCode).toBe(0);
  expect(stderr).not.toContain("other rules than those of now");
  // The plain rules have no guards, and so no marks and no rules about the feed.
  expect(stdout).toContain("lisbon,1,empty,opened,");
  expect(stdout).not.toContain("feed-down");
});

test("history says what a receiver of the systems.json here would have been sent, alone and under other rules", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-heard-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const receiver = { name: "dispatch", kind: "text", url: { environment: "U" }, rules: ["empty", "full"] };
  await writeFile(join(folder, "systems.json"), JSON.stringify({ systems: [], receivers: [receiver] }));
  await writeFile(join(folder, "less.json"), JSON.stringify({ rules: { empty: false } }));
  const replay = (...words: string[]) =>
    runCaptured(
      [
        ..."replay --history lisbon --since 2h --receiver dispatch --format csv --endpoint".split(" "),
        tables.endpoint,
        ...words,
      ],
      { now: NOW, folder },
    );
  const rowsOf = ({ stdout }: { readonly stdout: string }) =>
    stdout
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").slice(0, -1).join(","));
  const alone = await replay();
  expect(alone).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("messages to dispatch\n") });
  const compared = await replay("--against", join(folder, "less.json"));
  expect(rowsOf(alone)).toEqual([
    "dispatch,2026-05-04T09:05:00.000Z,1,0",
    "dispatch,2026-05-04T09:25:00.000Z,2,1",
    "dispatch,2026-05-04T09:40:00.000Z,0,1",
  ]);
  expect(rowsOf(compared)).toEqual([
    "A,dispatch,2026-05-04T09:05:00.000Z,1,0",
    "A,dispatch,2026-05-04T09:25:00.000Z,2,1",
    "B,dispatch,2026-05-04T09:25:00.000Z,1,0",
    "A,dispatch,2026-05-04T09:40:00.000Z,0,1",
    "B,dispatch,2026-05-04T09:40:00.000Z,0,1",
  ]);
  expect((await replay("--against", join(folder, "less.json"))).stdout).toBe(compared.stdout);
});
