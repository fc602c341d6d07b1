import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TABLE_NAMES } from "../../local/tables.ts";
import { reading } from "../core/builders.ts";
import { type Captured, runCaptured, type WorldOptions } from "./captured-world.ts";
import {
  LISBON,
  MINUTE_MS,
  type SeededTables,
  seedMorning,
  snapshot,
  startSeededTables,
  T0,
} from "./seeded-tables.ts";

const NOW = T0 + 13 * MINUTE_MS;
let tables: SeededTables;

beforeAll(async () => {
  tables = await startSeededTables();
  await seedMorning(tables);
});

afterAll(() => tables.close());

/** Runs the command; `words` are parted by spaces, those in double quotes belong together. */
async function say(words: string, options: WorldOptions = {}): Promise<Captured> {
  const parts = [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, inQuotes, plain]) => inQuotes ?? plain ?? "");
  return await runCaptured([...parts, "--endpoint", tables.endpoint], { now: NOW, ...options });
}

async function rowsOf(words: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await say(`${words} --format json`);
  return (JSON.parse(stdout) as { items: Record<string, unknown>[] }).items;
}

describe("alerts ack, unack and note", () => {
  test("say who has an alert, at once and in every list; somebody else is told, and may take it over", async () => {
    const acked = await say('alerts ack 1/full --system lisbon --by Ada --note "van is on its way"', {
      columns: 100,
    });
    expect(acked.stdout).toMatch(/who +note/);
    expect(acked.stdout).toMatch(/Ada +van is on its/);
    expect(acked).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^1 alert · /) });
    const [listed] = await rowsOf("alerts list --open --rule full");
    expect(listed).toMatchObject({ acknowledgedBy: "Ada", acknowledgedAt: "2026-05-04T09:13:00.000Z" });
    expect(await say("alerts ack 1/full --by Bob")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        "stationwatch: 2026-05-04T09:12:00.000Z/1/full of lisbon: Ada has it since May 04 10:13; --take takes it over\n",
    });
    expect(await say("alerts unack 1/full --by Bob")).toMatchObject({ exitCode: 1 });
    expect(await rowsOf("alerts ack 1/full --by Bob --take")).toMatchObject([
      { acknowledgedBy: "Bob", note: "van is on its way" },
    ]);
    const [free] = await rowsOf("alerts unack 1/full --by Bob");
    expect(free).toMatchObject({ note: "van is on its way" });
    expect(free).not.toHaveProperty("acknowledgedBy");
    const [clear] = await rowsOf("alerts note 1/full --clear");
    expect(clear).not.toHaveProperty("note");
  });

  test("are in the alert's log, which alerts show has, with who it was in place of whom", async () => {
    const at = (minute: number) => ({ now: NOW + minute * MINUTE_MS });
    const id = "2/empty --system lisbon";
    await say(`alerts ack ${id} --by Ada --note van`, at(1));
    await say(`alerts ack ${id} --by Bob --take`, at(2));
    await say(`alerts note ${id} --by Cid --clear`, at(3));
    await say(`alerts unack ${id} --by Bob`, at(4));
    const { stdout } = await say("alerts show lisbon 2/empty --utc", { columns: 80, ...at(5) });
    expect(
      stdout
        .slice(stdout.indexOf("\nlog"))
        .trim()
        .split("\n")
        .map((line) => line.slice(4).trim()),
    ).toEqual([
      'May 04 09:14Z  Ada took it, and wrote "van"',
      "May 04 09:15Z  Bob took it over from Ada",
      "May 04 09:16Z  Cid removed the note",
      "May 04 09:17Z  Bob gave it up",
    ]);
    const shown = JSON.parse((await say("alerts show lisbon 2/empty --format json", at(5))).stdout);
    expect(shown.log[1]).toEqual({
      act: "ack",
      by: "Bob",
      at: "2026-05-04T09:15:00.000Z",
      wrote: { acknowledgedBy: "Bob", acknowledgedAt: "2026-05-04T09:15:00.000Z" },
      replaced: { acknowledgedBy: "Ada", acknowledgedAt: "2026-05-04T09:14:00.000Z" },
    });
  });

  test("go by the user's name where no name is given, and refuse to act for nobody", async () => {
    expect(await rowsOf("alerts ack 10/closed")).toMatchObject([{ acknowledgedBy: "ada" }]);
    const nobody = await say("alerts ack 2/empty", { user: null });
    expect(nobody).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "stationwatch: nobody knows who you are: expected --by NAME\n",
    });
  });

  test("refuse an alert that is over, which still takes a note", async () => {
    const over = await say("alerts ack 2026-05-04T09:02:00.000Z/1/empty --by Ada");
    expect(over).toMatchObject({
      exitCode: 1,
      stderr:
        "stationwatch: 2026-05-04T09:02:00.000Z/1/empty of lisbon: it is over since May 04 10:08; alerts note still writes to it\n",
    });
    expect(await rowsOf("alerts note 2026-05-04T09:02:00.000Z/1/empty --note fixed")).toMatchObject([
      { note: "fixed" },
    ]);
  });

  test("take unambiguous beginnings of ids, and name those that another text may mean", async () => {
    expect(await rowsOf("alerts note 2026-05-04T09:06 --note shut")).toMatchObject([{ rule: "closed" }]);
    const ambiguous = await say("alerts ack 1/empty");
    expect(ambiguous).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^stationwatch: "1\/empty" may be (2026\S+Z\/1\/empty of (lisbon|porto)(, )?){2}\n$/,
      ),
    });
    expect(await say("alerts ack nonsense")).toMatchObject({
      exitCode: 2,
      stderr: 'stationwatch: no alert "nonsense" is known\n',
    });
  });

  test("let each alert stand alone, and say which were left as they are", async () => {
    const { exitCode, stdout, stderr } = await say(
      "alerts ack nonsense 2/empty 10/closed --by Cid --format csv",
    );
    expect(stdout.split("\n").filter(Boolean)).toHaveLength(2);
    expect(stderr.split("\n")).toEqual([
      'no alert "nonsense" is known',
      expect.stringMatching(/10\/closed of lisbon: ada has it since/),
      "stationwatch: 2 of 3 alerts not acknowledged",
      "",
    ]);
    expect(exitCode).toBe(2);
  });

  test("take all open alerts that fit, and nothing where nothing narrows them", async () => {
    expect(await rowsOf("alerts ack --match sodre --by Cid")).toMatchObject([{ stationId: "2" }]);
    expect(await rowsOf("alerts ack --rule missing --by Cid")).toEqual([]);
    expect(await say("alerts ack --by Cid")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^stationwatch: no alert is chosen: expected ids/),
    });
  });

  test("ask before many, and do nothing without an answer", async () => {
    const many = Array.from({ length: 26 }, (_, index) => reading(`m${index}`, 0));
    const roster = { ...LISBON, systemId: "many", stations: [] };
    await tables.fold(roster, [snapshot("many", 0, ...many)]);
    await tables.polled({ systemId: "many", lastPolledAt: T0, nextDueAt: T0, lastOutcome: "snapshot" });
    const had = async () =>
      (await rowsOf("alerts list --system many")).filter((alert) => alert.acknowledgedBy !== undefined)
        .length;
    expect(await say("alerts ack --system many")).toMatchObject({
      exitCode: 2,
      stderr: "stationwatch: 26 alerts fit, and nobody is there to ask: expected --yes\n",
    });
    expect(await say("alerts ack --system many", { confirms: false })).toMatchObject({
      exitCode: 1,
      stderr: "stationwatch: nothing was done\n",
    });
    expect(await had()).toBe(0);
    expect(await say("alerts ack --system many", { confirms: true })).toMatchObject({ exitCode: 0 });
    expect(await had()).toBe(26);
    expect(await say("alerts unack --system many --yes")).toMatchObject({ exitCode: 0 });
    expect(await had()).toBe(0);
  });

  test("refuse names and notes that are empty or too long, and keep hostile ones harmless", async () => {
    expect(await say('alerts ack 2/empty --by ""')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Expected 1 to 128 bytes, got 0."),
    });
    expect(await say(`alerts note 2/empty --note ${"é".repeat(101)}`)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Expected 1 to 200 bytes, got 202."),
    });
    const [alert] = await rowsOf('alerts note 2/empty --note "a\u001b[31m\u202eb\nc"');
    expect(alert?.note).toBe("a [31mb c");
    expect(await say("alerts note 2/empty")).toMatchObject({
      exitCode: 2,
      stderr: "stationwatch: there is no note: expected --note TEXT or --clear\n",
    });
  });
});

describe("silences", () => {
  test("are added, listed with what they hold back, and ended", async () => {
    const added = await say(
      'silences add --system lisbon --station 1 --until 2h --why "road works" --by Ada',
      {
        columns: 100,
      },
    );
    expect(added.stdout.split("\n")).toEqual([
      expect.stringMatching(/^silence +about +until +about now +who +why +from$/),
      expect.stringMatching(
        /^[0-9a-f]{10} +all rules, Rossio, lisbon +May 04 12:13 +1 +Ada +road works +May 04 10:13$/,
      ),
      "",
    ]);
    const [silence] = await rowsOf("silences list");
    expect(silence).toMatchObject({ systemId: "lisbon", stationIds: ["1"], phase: "on", holdsBack: 1 });
    expect(await say(`silences end ${silence?.silenceId} --by Bob`)).toMatchObject({
      exitCode: 0,
      stderr: "1 silence ended\n",
    });
    expect(await rowsOf("silences list")).toEqual([]);
    expect(await rowsOf("silences list --all")).toMatchObject([{ phase: "over", endedBy: "Bob" }]);
    expect(await say(`silences end ${silence?.silenceId} nothing`)).toMatchObject({
      exitCode: 2,
      stderr: `0 silences ended\nstationwatch: the silence ${silence?.silenceId} is over already; no silence "nothing" is known\n`,
    });
  });

  test("of an area keep the ids that it has now, and its name", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stationwatch-areas-"));
    const large = Array.from({ length: 1_001 }, (_, number) => `${number}`);
    const areas = { harbour: ["1", "2", "1"], large };
    const lisbon = { systemId: "lisbon", kind: "gbfs", url: "https://lisbon.example/gbfs.json", areas };
    writeFileSync(join(folder, "systems.json"), JSON.stringify({ systems: [lisbon] }));
    const add = (words: string) =>
      say(`silences add ${words} --until 2h --why regatta --by Ada --format json`, { folder });
    const { stdout } = await add("--system lisbon --area harbour");
    expect(JSON.parse(stdout).items).toMatchObject([
      { stationIds: ["1", "2"], area: "harbour", holdsBack: 2 },
    ]);
    writeFileSync(join(folder, "systems.json"), JSON.stringify({ systems: [{ ...lisbon, areas: {} }] }));
    const kept = (await rowsOf("silences list")).find(({ area }) => area === "harbour");
    expect(kept).toMatchObject({ stationIds: ["1", "2"] });
    expect((await say("silences list", { folder, columns: 120 })).stdout).toMatch(
      /all rules, harbour, lisbon/,
    );
    await say(`silences end ${kept?.silenceId} --by Ada`);
    writeFileSync(join(folder, "systems.json"), JSON.stringify({ systems: [lisbon] }));
    const refusals = [
      ["--system lisbon --area harbor", /no area "harbor" of lisbon is known: did you mean harbour\?/],
      ["--area harbour --rule full", /an area is one of a system: expected --system beside --area/],
      [
        "--system porto --area harbour",
        /no area "harbour" of porto is known: the systems.json here lists none/,
      ],
      ["--system lisbon --area large", /the silence names 1001 stations: expected at most 1000/],
      ["--system lisbon --area harbour --station 1", /'--area <name>' cannot be used with option '--station/],
    ] as const;
    for (const [words, sentence] of refusals) {
      const { exitCode, stderr } = await add(words);
      expect({ words, exitCode }).toEqual({ words, exitCode: 2 });
      expect(stderr).toMatch(sentence);
    }
    rmSync(folder, { recursive: true });
  });

  test("of one alert's station and rule are what a snooze is", async () => {
    expect(await rowsOf('alerts snooze 10/closed "tomorrow 8:00" --by Ada')).toMatchObject([
      {
        systemId: "lisbon",
        stationIds: ["10"],
        rule: "closed",
        until: "2026-05-05T07:00:00.000Z",
        holdsBack: 1,
      },
    ]);
  });

  test("say when they match nothing, and when they are planned", async () => {
    await say("silences add --rule full --from 1h --until 2h --why works --by Ada");
    const planned = (await rowsOf("silences list")).find(({ rule }) => rule === "full");
    expect(planned).toMatchObject({ phase: "planned", holdsBack: 0, matchesNothing: false });
    const { client } = tables;
    const { SilenceStore } = await import("../../functions/store/silence-store.ts");
    const times = { from: "2026-05-04T09:00:00.000Z", until: "2026-05-05T09:00:00.000Z" };
    const gone = {
      systemId: "lisbon",
      stationIds: ["gone"],
      ...times,
      reason: "x",
      by: "Ada",
      addedAt: times.from,
    };
    await new SilenceStore(client, TABLE_NAMES.people).add(gone);
    const { stdout } = await say("silences list");
    expect(stdout).toMatch(/all rules, gone, lisbon +\S+ +\S+ +\S+ +matches nothing/);
  });

  test.each([
    ["--rule full --until 31d --why x", "the silence would last 31 d: expected at most 30 d"],
    [
      "--rule full --until 2026-01-01T00:00Z --why x",
      "the silence would end at Jan 01 00:00Z, which is over: expected a later end",
    ],
    [
      "--rule full --from 2h --until 1h --why x",
      "the silence would end at May 04 10:13Z, before it begins at May 04 11:13Z",
    ],
    [
      "--until 2h --why x",
      "the silence would hold back everything: expected --system, with --station, --area or neither, or --rule",
    ],
    [
      "--station 1 --until 2h --why x",
      "the silence would hold back everything: expected --system, with --station, --area or neither, or --rule",
    ],
    [
      "--rule full --station 1 --until 2h --why x",
      "two systems may have a station of the same id: expected --system beside --station",
    ],
    ["--system lisbon --station nowhere --until 2h --why x", /^no station "nowhere" is known: /],
    ["--system lisboa --until 2h --why x", /^no system "lisboa" is known: /],
    ["--rule full --why x", /^required option '--until <time>' not specified/],
    ["--rule full --until soon --why x", /Expected a time to come/],
  ])("are refused: %s", async (words, sentence) => {
    const { exitCode, stderr } = await say(`silences add ${words} --by Ada`);
    expect(exitCode).toBe(2);
    expect(stderr.replace(/^stationwatch: /, "").split("\n")[0]).toMatch(sentence);
  });
});
