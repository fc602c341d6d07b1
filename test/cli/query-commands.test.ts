import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Captured, runCaptured, type WorldOptions } from "./captured-world.ts";
import { MINUTE_MS, type SeededTables, seedMorning, startSeededTables, T0 } from "./seeded-tables.ts";

const NOW = T0 + 13 * MINUTE_MS;
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
  expect(stderr).toBe("");
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
    expect(table.split("\n").map((line) => line.slice(0, 62).trimEnd())).toEqual([
      "system  rule    station           since              for  stat",
      "lisbon  full    Rossio            May 04 10:12       0 s  open",
      "lisbon  closed  Príncipe Real     May 04 10:06     6 min  open",
      "porto   empty   1                 May 04 09:03Z    8 min  open",
      "lisbon  empty   Rossio            May 04 10:02     6 min  reso",
      'lisbon  empty   Cais "do" Sodré…  May 04 10:00   >12 min  open',
      "",
    ]);
    for (const line of table.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  test("leaves columns out on a narrow terminal, and none in a pipe", async () => {
    const narrow = await asked("alerts list", { columns: 40 });
    for (const line of narrow.split("\n")) expect(line.length).toBeLessThanOrEqual(40);
    expect(narrow).toMatch(/^rule +station +since/);
    const piped = await asked("alerts list");
    expect(piped).toMatch(/^system +rule +station +since +for +status +empty +nearest\n/);
    expect(piped).toContain("7 at 69 m Ajuda, 3 at 823 m Rossio");
  });

  test("knows every filter", async () => {
    expect(await alertIds("--system porto")).toEqual(["09:03:00.000Z/1/empty"]);
    expect(await alertIds("--station 1 --open")).toEqual(["09:12:00.000Z/1/full", "09:03:00.000Z/1/empty"]);
    expect(await alertIds("--rule closed")).toEqual(["09:06:00.000Z/10/closed"]);
    expect(await alertIds("--since 8m --until 2026-05-04T09:12:00Z")).toEqual(["09:06:00.000Z/10/closed"]);
    // 10:05 in the stations' time zone; Porto has none, so its times are in UTC.
    expect(await alertIds("--until 2026-05-04T10:05")).toEqual([
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

  test("says why there is nothing", async () => {
    expect((await ask("alerts list --system nowhere")).stderr).toBe(
      'no system "nowhere" is known: known are lisbon, porto\n',
    );
    expect((await ask("alerts list --rule full --system porto")).stderr).toBe("no such alert\n");
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
      exitCode: 1,
      stderr: 'stationwatch: no alert "x" of lisbon is known\n',
    });
  });
});

describe("stations", () => {
  test("are listed with what they have and how they are", async () => {
    expect((await asked("stations list --system lisbon")).split("\n")).toEqual([
      "system  id         station                 bikes  docks  state",
      "lisbon  __proto__  Ajuda                       ?      ?",
      "lisbon  1          Rossio                     20      0  full since May 04 10:12",
      'lisbon  2          Cais "do" Sodré, norte      0     20  empty since May 04 10:00',
      "lisbon  10         Príncipe Real               ?      ?  absent from the feed, closed since May 04 10:06",
      "",
    ]);
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
    expect(text).toContain("full      alert since May 04 10:12\n");
    const json = JSON.parse(await asked("stations show lisbon __proto__ --format json")) as object;
    expect(json).toMatchObject({ name: "Ajuda", vehiclesAvailable: null, episodes: [], isEmpty: false });
  });

  test("that do not exist give one sentence", async () => {
    expect(await ask("stations show lisbon 99")).toMatchObject({
      exitCode: 1,
      stderr: 'stationwatch: no station "99" of lisbon is known\n',
    });
    expect((await ask("stations list --system nowhere")).exitCode).toBe(1);
  });
});

describe("stats", () => {
  test("draw a line for each system", async () => {
    const [, lisbon, porto] = (await asked("stats", { columns: 100 })).split("\n");
    expect(lisbon).toBe("lisbon  May 04 10:00   May 04 10:05    35.0  ▅▅      11.0  █▁");
    expect(porto).toMatch(/^porto {3}May 04 09:00Z/);
  });

  test("of one system as CSV are the course's Storm file", async () => {
    expect(await asked("stats --system lisbon --format csv")).toBe(
      "date;available docks\n2026-05-04T09:00:00Z;35.000\n2026-05-04T09:05:00Z;35.000\n",
    );
  });

  test("of all systems have a column for it", async () => {
    expect(await asked("stats --format csv --until 2026-05-04T09:05:00Z")).toBe(
      [
        "systemId,windowStart,docks,vehicles,stations",
        "lisbon,2026-05-04T09:00:00.000Z,35,12,4",
        "porto,2026-05-04T09:00:00.000Z,5,0.5,1",
        "",
      ].join("\n"),
    );
  });
});

test("colours are for terminals that want them", async () => {
  expect(await asked("alerts list", { columns: 80, colors: true })).toContain("\u001b[1m");
  expect(await asked("alerts list", { columns: 80, colors: false })).not.toContain("\u001b");
});
