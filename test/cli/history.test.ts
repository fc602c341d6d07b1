import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TABLE_NAMES } from "../../local/tables.ts";
import { runCaptured, type WorldOptions } from "./captured-world.ts";
import { seedPastMorning } from "./seeded-history.ts";
import { MINUTE_MS, type SeededTables, startSeededTables, T0 } from "./seeded-tables.ts";

const NOW = T0 + 70 * MINUTE_MS;
let tables: SeededTables;

beforeAll(async () => {
  tables = await startSeededTables();
  await seedPastMorning(tables);
});

afterAll(() => tables.close());

const ask = (words: string, options: WorldOptions = {}) =>
  runCaptured([...words.split(" "), "--endpoint", tables.endpoint], { now: NOW, ...options });

describe("stations history", () => {
  test("draws the day, and says since when something was wrong, within 80 columns", async () => {
    const { exitCode, stdout, stderr } = await ask("stations history lisbon 1", { columns: 80 });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const [title, bikes, docks, bands, legend, totals, head, ...rows] = stdout.split("\n");
    expect(title).toBe("Rossio (1), lisbon: May 04 10:00 to May 04 11:10");
    expect(bikes).toMatch(/^bikes {2}▂+▁+.?█+ +▄+/);
    expect(docks).toMatch(/^docks {2}▇+.?█+.?▁+ +▅+/);
    expect(bands?.trim()).toMatch(/^e+f+x+ *\?+$/);
    expect(legend).toContain("e empty, f full, x closed, ? unknown");
    expect(totals).toBe("empty 18 min, full 10 min, closed 5 min; unknown 31 min");
    expect(head).toMatch(/^was +from +to +for$/);
    expect(rows.filter(Boolean)).toEqual([
      "empty    May 04 10:02  May 04 10:20  18 min",
      "full     May 04 10:20  May 04 10:30  10 min",
      "closed   May 04 10:30  May 04 10:35   5 min",
      "unknown  May 04 10:35  May 04 11:06  31 min",
    ]);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("has a line for each change as CSV, and the same as ndjson", async () => {
    const { stdout } = await ask("stations history lisbon 1 --format csv --since 10:01 --until 10:30");
    expect(stdout.split("\n")).toEqual([
      "systemId,stationId,from,until,vehicles,docks,isEmpty,isFull,isClosed,isOutside,ebikes",
      "lisbon,1,2026-05-04T09:01:00.000Z,2026-05-04T09:02:00.000Z,3,17,false,false,false,false,",
      "lisbon,1,2026-05-04T09:02:00.000Z,2026-05-04T09:20:00.000Z,0,20,true,false,false,false,",
      "lisbon,1,2026-05-04T09:20:00.000Z,2026-05-04T09:30:00.000Z,20,0,false,true,false,false,",
      "",
    ]);
    const { stdout: lines } = await ask(
      "stations history lisbon 1 --format ndjson --since 10:01 --until 10:30",
    );
    expect(
      lines
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).vehicles),
    ).toEqual([3, 0, 20]);
  });

  test("says a hole once, where a look is gone", async () => {
    const { DeleteCommand } = await import("@aws-sdk/lib-dynamodb");
    const Key = { systemId: "lisbon", at: "2026-05-04T09:50:00.000Z" };
    const item = await tables.client.send(
      new (await import("@aws-sdk/lib-dynamodb")).GetCommand({ TableName: TABLE_NAMES.history, Key }),
    );
    await tables.client.send(new DeleteCommand({ TableName: TABLE_NAMES.history, Key }));
    const { stderr } = await ask("stations history lisbon 1 --format csv");
    expect(stderr).toBe(
      "2026-05-04T10:00:00.000Z: the looks between 2026-05-04T09:40:00.000Z and 2026-05-04T09:50:00.000Z are not there\n",
    );
    const { PutCommand } = await import("@aws-sdk/lib-dynamodb");
    await tables.client.send(new PutCommand({ TableName: TABLE_NAMES.history, Item: item.Item }));
  });

  test.each([
    ["stations history lisbon nowhere", /^stationwatch: no station "nowhere" of lisbon is known/],
    ["stations history lisboa 1", /^stationwatch: no system "lisboa" is known/],
    ["stations history lisbon 1 --since 2027-01-01", /^stationwatch: no time lies between /],
    ["stations history lisbon 1 --since 11:00 --until 10:00", /^stationwatch: no time lies between /],
  ])("refuses %s", async (words, sentence) => {
    const { exitCode, stdout, stderr } = await ask(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(sentence);
  });
});

test("stations show has the station's day so far", async () => {
  const { stdout } = await ask("stations show lisbon 1");
  expect(stdout).toMatch(/^today +empty 18 min, full 10 min, closed 5 min; unknown 31 min$/m);
  expect(stdout).toMatch(/^ +e+f+x+ *\?+$/m);
});

test("stats of one system say how many stations were empty, full and closed", async () => {
  const { stdout } = await ask("stats --system lisbon --format csv");
  const rows = stdout
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").slice(1));
  expect(
    rows.map(([start, , , , empty, full, closed]) => [start?.slice(11, 16), empty, full, closed]),
  ).toEqual([
    ["09:00", "0.6", "0", "0"],
    ["09:20", "1", "1", "0"],
    ["09:30", "1", "0", "1"],
    ["09:35", "", "", ""],
  ]);
  const table = await ask("stats --system lisbon", { columns: 140 });
  expect(table.stdout).toMatch(/empty +full +closed/);
});
