import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Captured, runCaptured, type WorldOptions } from "./captured-world.ts";
import { MINUTE_MS, type SeededTables, seedMorning, startSeededTables, T0 } from "./seeded-tables.ts";

const NOW = T0 + 13 * MINUTE_MS;
const OF_PLACE = /^\d+ (alert|station|system)s? · http:\/\/127\.0\.0\.1:\d+\n$/;
let tables: SeededTables;

beforeAll(async () => {
  tables = await startSeededTables();
  await seedMorning(tables);
});

afterAll(() => tables.close());

function ask(words: string, options: WorldOptions = {}): Promise<Captured> {
  return runCaptured([...words.split(" "), "--endpoint", tables.endpoint], { now: NOW, ...options });
}

async function asked(words: string, options: WorldOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await ask(words, options);
  // A table names its place, a format for machines says nothing.
  expect(stderr).toMatch(words.includes("--format") || words.includes(" show ") ? /^$/ : OF_PLACE);
  expect(exitCode).toBe(0);
  return stdout;
}

async function alertIds(words: string): Promise<string[]> {
  const { stdout } = await ask(`alerts list --format json ${words}`.trim());
  return (JSON.parse(stdout) as { items: { alertId: string }[] }).items.map(({ alertId }) =>
    alertId.slice(11),
  );
}

describe("alerts list", () => {
  test("shows all systems, newest first, in their own time zones, within 80 columns", async () => {
    const table = await asked("alerts list", { columns: 80 });
    expect(table.split("\n")).toEqual([
      "system  id  rule    station       since              for  status    nearest",
      "lisbon  1   full    Rossio        May 04 10:12       0 s  open      20 at 823 m…",
      "lisbon  10  closed  Príncipe Re…  May 04 10:06     6 min  open      6 at 1043 m…",
      "porto   1   empty   1             May 04 09:03Z    8 min  open",
      "lisbon  1   empty   Rossio        May 04 10:02     6 min  resolved  4 at 289 m …",
      'lisbon  2   empty   Cais "do" S…  May 04 10:00   >12 min  open      7 at 69 m A…',
      "",
    ]);
    for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("leaves columns out on a narrow terminal, and none in a pipe", async () => {
    const narrow = await asked("alerts list", { columns: 40 });
    for (const line of narrow.split("\n")) expect(line.length).toBeLessThanOrEqual(40);
    expect(narrow).toMatch(/^system +id +rule +station/);
    const piped = await asked("alerts list");
    expect(piped).toMatch(/^system +alert +id +rule +station +since +for +status +empty +nearest\n/);
    expect(piped).toContain("7 at 69 m Ajuda, 3 at 823 m Rossio");
  });

  test("knows every filter", async () => {
    expect(await alertIds("--system porto")).toEqual(["09:03:00.000Z/1/empty"]);
    expect(await alertIds("--station 1 --open")).toEqual(["09:12:00.000Z/1/full", "09:03:00.000Z/1/empty"]);
    expect(await alertIds("--rule closed")).toEqual(["09:06:00.000Z/10/closed"]);
    expect(await alertIds("--started-since 8m --started-until 2026-05-04T09:12:00Z")).toEqual([
      "09:06:00.000Z/10/closed",
    ]);
    // 10:05 in the stations' time zone; Porto has none, so its times are in UTC.
    expect(await alertIds("--started-until 2026-05-04T10:05")).toEqual([
      "09:03:00.000Z/1/empty",
      "09:02:00.000Z/1/empty",
      "09:00:00.000Z/2/empty",
    ]);
    expect(await alertIds("--system lisbon --since today --rule empty")).toHaveLength(2);
  });

  test("pages by a token that can be passed on", async () => {
    const first = await ask("alerts list --limit 3 --format ndjson");
    expect(first.stdout.trim().split("\n")).toHaveLength(3);
    const [, token] = /^next page: --next (\S+)\n$/.exec(first.stderr) ?? [];
    const second = await ask(`alerts list --limit 3 --format json --next ${token}`);
    const page = JSON.parse(second.stdout) as { items: { alertId: string }[]; next: string | null };
    expect(page.items.map(({ alertId }) => alertId)).toEqual([
      "2026-05-04T09:02:00.000Z/1/empty",
      "2026-05-04T09:00:00.000Z/2/empty",
    ]);
    expect(page.next).toBeNull();
    expect(second.stderr).toBe("");
  });

  test("gives machines all attributes as they are stored, times in UTC", async () => {
    const [, line] = (await asked("alerts list --system lisbon --rule full --format csv")).split("\n");
    expect(line).toMatch(
      /^lisbon,2026-05-04T09:12:00\.000Z\/1\/full,full,open,1,Rossio,Praça Dom Pedro IV,2026-05-04T09:12:00\.000Z,/,
    );
    const csv = await asked("alerts list --system lisbon --station 2 --format csv");
    expect(csv).toContain(',"Cais ""do"" Sodré, norte",,2026-05-04T09:00:00.000Z,');
    const { items } = JSON.parse(await asked("alerts list --open --rule closed --format json")) as {
      items: object[];
    };
    expect(items).toEqual([
      expect.objectContaining({ reason: "not installed", openSince: "2026-05-04T09:06:00.000Z" }),
    ]);
  });

  test("puts alerts on a map as GeoJSON, and says whose position is unknown", async () => {
    const { exitCode, stdout, stderr } = await ask("alerts list --open --format geojson");
    const { type, features } = JSON.parse(stdout) as {
      type: string;
      features: { id: string; geometry: object | null; properties: { rule: string } }[];
    };
    expect({ exitCode, type }).toEqual({ exitCode: 0, type: "FeatureCollection" });
    expect(features.map(({ id, geometry }) => [id, geometry])).toEqual([
      ["lisbon/2026-05-04T09:12:00.000Z/1/full", { type: "Point", coordinates: [-9.14, 38.7139] }],
      ["lisbon/2026-05-04T09:06:00.000Z/10/closed", { type: "Point", coordinates: [-9.14, 38.7165] }],
      ["porto/2026-05-04T09:03:00.000Z/1/empty", null],
      ["lisbon/2026-05-04T09:00:00.000Z/2/empty", { type: "Point", coordinates: [-9.14, 38.7065] }],
    ]);
    expect(features[0]?.properties).toMatchObject({ rule: "full", stationName: "Rossio" });
    expect(stderr).toBe("the alerts of 1 station have no geometry: no position is known\n");
    const page = await ask("alerts list --system lisbon --limit 1 --format geojson");
    expect(page.stderr).toMatch(/^next page: --next \S+\n$/);
    expect(JSON.parse(await asked("alerts list --rule missing --format geojson")).features).toEqual([]);
  });

  test.each([
    // Rossio was empty from 10:02 to 10:08, Sodré and Porto's station are to this day.
    ["--since 10:07 --until 10:08 --system lisbon --rule empty", ["1", "2"]],
    ["--since 10:08 --until 10:09 --system lisbon --rule empty", ["2"]],
    ["--since 09:00 --until 10:02 --system lisbon", ["2"]],
    ["--ended-since 10:08 --ended-until 10:09 --system lisbon", ["1"]],
    ["--ended-since 10:09 --system lisbon", []],
    ["--started-since 10:06 --system lisbon", ["1", "10"]],
    ["--changed-since 5m --system lisbon", ["1", "1"]],
    ["--rule closed --rule full", ["1", "10"]],
    ["--station 1 --station 10 --system lisbon --open", ["1", "10"]],
    ["--match PRINCIPE", ["10"]],
    ["--match rossio,dom --system lisbon", []],
    ["--near 38.7065,-9.14,100 --system lisbon", ["2"]],
    ["--near 38.7065,-9.14 --system lisbon --open", ["2", "1", "10"]],
    ["--sort for --system lisbon", ["2", "10", "1", "1"]],
    ["--sort station --open", ["1", "2", "10", "1"]],
    ["--sort rule --limit 2 --system lisbon", ["10", "1"]],
  ])("%s", async (words, stations) => {
    const found = (await alertIds(words)).map((id) => id.split("/")[1]);
    const isOrdered = /--(sort|near)/.test(words);
    expect(isOrdered ? found : found.toSorted()).toEqual(stations);
  });

  test.each([
    ["alerts list --rule full --system porto", "there is no alert of porto by the rule full"],
    [
      "alerts list --open --rule full --rule missing --system porto",
      "nothing is open of porto by the rules full or missing",
    ],
    ["alerts list --station 2 --rule closed", "there is no alert at the station 2 by the rule closed"],
    ["alerts list --started-since 30s", "there is no alert that began in that time"],
    ["alerts list --match zoo", 'there is no alert whose name, address or id has "zoo"'],
    ["stations list --full --absent --system porto", "no station is full or absent from the feed in porto"],
    ["stations list --near 0,0,10", "there is no station within 10 m of 0,0"],
    ["stats --system porto --since 1m", "no finished window of porto in that time"],
  ])("%s: nothing is no error, and every option is named", async (words, sentence) => {
    expect(await ask(words)).toEqual({
      exitCode: 0,
      stdout: "",
      stderr: `${sentence} · ${tables.endpoint}\n`,
    });
  });

  test.each([
    ["alerts list --system nowhere", 'no system "nowhere" is known: known are lisbon, porto'],
    ["alerts list --system porto --system lisbona", 'no system "lisbona" is known: did you mean lisbon?'],
    ["alerts list --station zz", 'no station "zz" is known: known are 1, 2, 10, __proto__'],
    ["alerts list --station 1 --station zz", 'no station "zz" is known: known are 1, 2, 10, __proto__'],
    ["alerts list --station ajud", 'no station "ajud" is known: did you mean __proto__ (Ajuda)?'],
    ["alerts show lisbo 1/empty", 'no system "lisbo" is known: did you mean lisbon?'],
    ["stations list --system LISBON", 'no system "LISBON" is known: did you mean lisbon?'],
    ["stations show lisbon rosio", 'no station "rosio" of lisbon is known: did you mean 1 (Rossio)?'],
    ["stations show lisbo 1", 'no system "lisbo" is known: did you mean lisbon?'],
    ["stats --system lisbo", 'no system "lisbo" is known: did you mean lisbon?'],
  ])("%s is an error", async (words, sentence) => {
    expect(await ask(words)).toEqual({ exitCode: 2, stdout: "", stderr: `stationwatch: ${sentence}\n` });
  });

  test("another order has no pages", async () => {
    const { exitCode, stderr } = await ask("alerts list --sort for --next x");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--next");
    expect((await ask("alerts list --sort for --limit 2")).stderr).toContain("3 more: --limit shows them\n");
  });
});

describe("alerts show", () => {
  test("tells all that is known", async () => {
    const text = await asked("alerts show lisbon 2026-05-04T09:02:00.000Z/1/empty");
    expect(text).toContain("status             resolved\n");
    expect(text).toContain("for                6 min\n");
    expect(text).toContain("nearest            4 bikes, 5 docks at Príncipe Real, 289 m\n");
    expect(await asked("alerts show lisbon 2026-05-04T09:00:00.000Z/2/empty --utc")).toContain(
      "started            May 04 09:00Z or before: it was so when first seen\n",
    );
  });

  test("an alert that is not there is one sentence", async () => {
    expect(await ask("alerts show lisbon x")).toMatchObject({
      exitCode: 2,
      stderr:
        'stationwatch: no alert "x" of lisbon is known: alerts list --system lisbon shows those that are\n',
    });
  });

  test("the newest of a station's alerts by a rule is found without its time", async () => {
    expect(await asked("alerts show lisbon 1/empty --utc")).toContain("started            May 04 09:02Z\n");
    expect((await ask("alerts show lisbon feed-down")).exitCode).toBe(2);
  });
});

describe("stations", () => {
  test("are listed with what they have and how they are", async () => {
    expect((await asked("stations list --system lisbon")).split("\n")).toEqual([
      "system  id         station                 bikes  docks     for  state",
      "lisbon  __proto__  Ajuda                       ?      ?",
      "lisbon  1          Rossio                     20      0     0 s  full since May 04 10:12",
      'lisbon  2          Cais "do" Sodré, norte      0     20  12 min  empty since May 04 10:00 or before',
      "lisbon  10         Príncipe Real               ?      ?   6 min  absent from the feed, closed since May 04 10:06",
      "",
    ]);
  });

  test("are put in order, and looked for by place and words", async () => {
    const ids = async (words: string) =>
      (await asked(`stations list --format csv ${words}`))
        .split("\n")
        .slice(1, -1)
        .map((line) => line.split(",")[1]);
    expect(await ids("--sort bikes --system lisbon")).toEqual(["2", "1", "__proto__", "10"]);
    expect(await ids("--sort for --system lisbon")).toEqual(["2", "10", "1", "__proto__"]);
    expect(await ids("--sort name --system lisbon")).toEqual(["__proto__", "2", "10", "1"]);
    expect(await ids("--sort empty-for --system lisbon")).toEqual(["2", "__proto__", "1", "10"]);
    expect(await ids("--sort full-for --system lisbon")).toEqual(["1", "__proto__", "2", "10"]);
    expect(await ids("--sort closed-for --system lisbon")).toEqual(["10", "__proto__", "1", "2"]);
    expect(await ids("--sort distance --near 38.7139,-9.14,300")).toEqual(["1", "10"]);
    expect(await ids("--near 38.7139,-9.14")).toEqual(["1", "10", "__proto__", "2"]);
    expect(await ids("--near 38.7139,-9.14,300")).toEqual(["1", "10"]);
    expect(await ids("--match sodre")).toEqual(["2"]);
    expect(await ids("--system lisbon --system porto --empty")).toEqual(["2", "1"]);
  });

  test("show how long they have been what orders them", async () => {
    const [, first, second] = (await asked("stations list --system lisbon --sort empty-for")).split("\n");
    expect(first).toMatch(/^lisbon +2 .* 12 min +empty since/);
    expect(second).not.toMatch(/ min | s {2}/);
  });

  test("are put in order of distance from a place only", async () => {
    const { exitCode, stdout, stderr } = await ask("stations list --sort distance");
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("--sort distance needs a place: --near 45.767,4.834");
  });

  test("are filtered by what they are, any of it", async () => {
    const ids = async (words: string) =>
      (await asked(`stations list --format ndjson ${words}`))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { stationId: string; systemId: string })
        .map(({ systemId, stationId }) => `${systemId}/${stationId}`);
    expect(await ids("--empty")).toEqual(["lisbon/2", "porto/1"]);
    expect(await ids("--full --absent")).toEqual(["lisbon/1", "lisbon/10"]);
    expect(await ids("--closed")).toEqual(["lisbon/10"]);
  });

  test("are shown one by one", async () => {
    const text = await asked("stations show lisbon 1");
    expect(text).toContain("service   installed, renting, taking bikes back\n");
    expect(text).toContain("state     full since May 04 10:12\n");
    const json = JSON.parse(await asked("stations show lisbon __proto__ --format json")) as object;
    expect(json).toMatchObject({ name: "Ajuda", vehiclesAvailable: null, episodes: [], isEmpty: false });
  });
});

describe("stats", () => {
  test("draw a line for each system", async () => {
    const [, lisbon, porto] = (await asked("stats", { columns: 100 })).split("\n");
    expect(lisbon).toBe("lisbon  May 04 10:00   May 04 10:05    35.0  ▅▅      11.0  █▁");
    expect(porto).toMatch(/^porto {3}May 04 09:00Z/);
  });

  test("of one system are the course's Storm file, if that is asked for", async () => {
    expect(await asked("stats --system lisbon --format storm")).toBe(
      "date;available docks\n2026-05-04T09:00:00Z;35.000\n2026-05-04T09:05:00Z;35.000\n",
    );
  });

  test("are no Storm file of several systems", async () => {
    const { exitCode, stderr } = await ask("stats --format storm");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--format storm is of one system: expected --system, one of lisbon, porto");
  });

  test("have one schema as CSV, whether of one system or of all", async () => {
    const one = await asked("stats --format csv --system porto");
    const all = await asked("stats --format csv");
    expect(one).toBe(
      all
        .split("\n")
        .filter((line) => !line.startsWith("lisbon"))
        .join("\n"),
    );
    expect(await asked("stats --format csv --until 2026-05-04T09:05:00Z")).toBe(
      [
        "systemId,windowStart,docks,vehicles,stations,empty,full,closed",
        "lisbon,2026-05-04T09:00:00.000Z,35,12,4,,,",
        "porto,2026-05-04T09:00:00.000Z,5,0.5,1,,,",
        "",
      ].join("\n"),
    );
  });
});

test("colours are for terminals that want them", async () => {
  expect(await asked("alerts list", { columns: 80, colors: true })).toContain("\u001b[1m");
  expect(await asked("alerts list", { columns: 80, colors: false })).not.toContain("\u001b");
});

describe("alerts export", () => {
  test("prints what is closed as a file of GBFS, as of the newest poll", async () => {
    const { exitCode, stdout, stderr } = await ask("alerts export lisbon");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout)).toMatchObject({
      version: "3.0",
      last_updated: "2026-05-04T09:12:00.000Z",
      data: {
        alerts: [
          {
            type: "station_closure",
            station_ids: ["10"],
            summary: [{ text: "Closed: Príncipe Real", language: "en" }],
          },
        ],
      },
    });
    const older = JSON.parse((await ask("alerts export lisbon --gbfs 2.3")).stdout);
    expect(older).toMatchObject({ version: "2.3", last_updated: 1777885920 });
    expect(older.data.alerts).toHaveLength(1);
    expect(JSON.parse((await ask("alerts export porto")).stdout).data.alerts).toEqual([]);
  });

  test("refuses a system that nobody knows, and a version that it does not write", async () => {
    expect(await ask("alerts export lisbn")).toMatchObject({ exitCode: 2, stdout: "" });
    const { exitCode, stderr } = await ask("alerts export lisbon --gbfs 1.1");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining("Allowed choices are 2.3, 3.0."),
    });
  });
});
