import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TapeResponse } from "../../local/tape/tape.ts";
import { writeTape } from "../tape-writer.ts";
import { type Captured, runCaptured } from "./captured-world.ts";

const HOST = "https://bikes.example";
const MINUTE_MS = 60_000;
/** Nine in the evening in Paris, on the last day of a month in which clocks were set back. */
const FROM = Date.parse("2026-10-31T20:00:00Z");
const PLACES = { a: 4.85, b: 4.851, c: 4.86 };

interface Made {
  /** Counts of vehicles by station, this many minutes after FROM; undefined: the feed fails. */
  readonly counts: (minute: number) => Readonly<Record<string, number | null>> | undefined;
  readonly minutes?: number;
  readonly positions?: boolean;
  readonly timeZone?: string | undefined;
}

let folder: string;
const made = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stationwatch-levels-"));
  // `a` is empty from half past eleven at night to half past one, `b` for the last of these hours.
  const counts = (minute: number) => {
    const isEmpty = minute >= 150 && minute < 270;
    return { a: isEmpty ? 0 : 3, b: isEmpty && minute >= 210 ? 0 : 3, c: 3 };
  };
  await tape("whole", { counts });
  await tape("nowhere", { counts, positions: false });
  await tape("no-clock", { counts, timeZone: undefined });
  await tape("outage", { counts: (minute) => (minute >= 60 && minute < 180 ? undefined : counts(minute)) });
  await tape("rotating", { counts: (minute) => ({ ...counts(minute), [`new-${minute}`]: 3 }) });
});

afterAll(() => rm(folder, { recursive: true }));

async function tape(name: string, { counts, minutes = 360, positions = true, ...rest }: Made): Promise<void> {
  const path = join(folder, name);
  const timeZone = "timeZone" in rest ? rest.timeZone : "Europe/Paris";
  function* responses(): Generator<TapeResponse> {
    const answer = (file: string, data: unknown, at: number, status = 200) => {
      const body = JSON.stringify({ last_updated: Math.floor(at / 1_000), ttl: 60, version: "2.3", data });
      return { at, url: `${HOST}/${file}.json`, status, headers: {}, body };
    };
    const feeds = ["station_status", "station_information"].map((file) => ({
      name: file,
      url: `${HOST}/${file}.json`,
    }));
    yield answer("gbfs", { en: { feeds } }, FROM);
    const stations = Object.entries(PLACES).map(([station_id, lon]) => ({
      station_id,
      name: `Station ${station_id}`,
      ...(positions ? { lat: 45.75, lon } : {}),
    }));
    yield answer("station_information", { stations }, FROM);
    for (let minute = 0; minute <= minutes; minute += 5) {
      const now = counts(minute);
      const status = Object.entries(now ?? {}).map(([station_id, vehicles]) => ({
        station_id,
        num_bikes_available: vehicles,
        num_docks_available: 5 + (minute % 7),
        is_installed: true,
        is_renting: true,
        is_returning: true,
      }));
      yield answer(
        "station_status",
        { stations: status },
        FROM + minute * MINUTE_MS,
        now === undefined ? 503 : 200,
      );
    }
  }
  const system = {
    systemId: "hill",
    kind: "gbfs" as const,
    url: `${HOST}/gbfs.json`,
    ...(timeZone ? { timeZone } : {}),
  };
  await writeTape(path, { system, responses: responses() });
  made.set(name, path);
}

const NEAREST = { name: "nearest", of: ["empty"], after: "30m", unless: "nearest", charge: 50, per: "1h" };
const NIGHT = {
  name: "night",
  of: ["empty", "full"],
  hours: "22:00-24:00",
  after: "10m",
  charge: 0.1,
  per: "7m",
};

async function levels(
  name: string,
  words: readonly string[] = [],
  {
    serviceLevels = [NEAREST, NIGHT],
    areas = {},
    columns = null,
  }: { serviceLevels?: readonly object[]; areas?: object; columns?: number | null } = {},
): Promise<Captured> {
  const place = await mkdtemp(join(folder, "place-"));
  await mkdir(place, { recursive: true });
  const system = { systemId: "hill", kind: "gbfs", url: `${HOST}/gbfs.json`, areas };
  await writeFile(join(place, "systems.json"), JSON.stringify({ serviceLevels, systems: [system] }));
  return await runCaptured(["levels", "--tape", made.get(name) ?? "", ...words], { folder: place, columns });
}

/** The lines of a CSV below its comments, as objects. */
function csv({ stdout }: Captured): Record<string, string>[] {
  const [head = "", ...lines] = stdout.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const names = head.split(",");
  return lines.map((line) =>
    Object.fromEntries(line.split(",").map((value, index) => [names[index], value])),
  );
}

describe("levels of a recording", () => {
  test("are a file with a line a station and term, below what it was computed by", async () => {
    const captured = await levels("whole", ["--month", "2026-10"]);
    expect(captured.exitCode).toBe(0);
    const comments = captured.stdout.split("\n").filter((line) => line.startsWith("#"));
    expect(comments).toEqual([
      "# service levels of hill from 2026-09-30T22:00:00Z to 2026-10-31T23:00:00Z, 3 stations",
      expect.stringMatching(/^# stationwatch \d+\.\d+\.\d+, terms [0-9a-f]{8}, rules [0-9a-f]{8}$/),
      "# time zone Europe/Paris",
      "# roster of 2026-10-31T20:00:00Z",
      expect.stringMatching(/^# looks read until 2026-11-01T/),
      '# term "nearest": empty for longer than 30m unless the nearest station could have helped: 50 for each started 1h',
      '# term "night": empty or full for longer than 10m within 22:00-24:00: 0.1 for each started 7m',
      "# coverage at any time: closed 100.00 %, empty 100.00 %, full 100.00 %",
      '# coverage of "nearest": empty 100.00 %',
      '# coverage of "night": empty 100.00 %, full 100.00 %',
    ]);
    const rows = csv(captured);
    expect(rows.map(({ term, stationId }) => `${term} ${stationId}`)).toEqual(
      ["", "nearest", "night"].flatMap((term) => ["a", "b", "c"].map((id) => `${term} ${id}`)),
    );
    // The spell over the month's end is cut for the share, and followed for its length.
    expect(rows[0]).toMatchObject({
      ...{ stationId: "a", name: "Station a", withinHoursSeconds: "10800", emptySeconds: "1800" },
      ...{ emptyPercent: "16.67", emptyCoveragePercent: "100.00", spells: "1", longestSeconds: "7200" },
      ...{ violations: "", charge: "", note: "" },
    });
  });

  test("judge each term for itself", async () => {
    const rows = csv(await levels("whole", ["--format", "csv"]));
    const of = (term: string) => rows.find((row) => row.term === term && row.stationId === "a");
    // `b` could help for an hour; the next one begins when it cannot, and is charged for half an hour beyond the first.
    expect(of("nearest")).toMatchObject({
      ...{ emptySeconds: "3600", spells: "1", longestSeconds: "3600", violations: "1", charge: "50.00" },
    });
    // Half an hour of the night, ten minutes of it for nothing: three started pieces of seven minutes.
    expect(of("night")).toMatchObject({
      ...{
        withinHoursSeconds: "7200",
        emptySeconds: "1800",
        longestSeconds: "1800",
        violations: "1",
        charge: "0.30",
      },
    });
  });

  test("of all parts of a period sum to its own", async () => {
    const cuts = ["2026-10-31T21:00", "2026-10-31T23:07", "2026-11-01T00:00", "2026-11-01T02:41"];
    const all = csv(
      await levels("whole", ["--since", cuts[0] ?? "", "--until", cuts[3] ?? "", "--format", "csv"]),
    );
    const parts = await Promise.all(
      [0, 1, 2].map((part) =>
        levels("whole", ["--since", cuts[part] ?? "", "--until", cuts[part + 1] ?? "", "--format", "csv"]),
      ),
    );
    for (const [index, row] of all.entries()) {
      for (const name of [
        "withinHoursSeconds",
        "emptySeconds",
        "emptyKnownSeconds",
        "spells",
        "violations",
        "charge",
      ]) {
        const sum = parts.reduce((before, part) => before + Number(csv(part)[index]?.[name]), 0);
        expect(`${row.stationId} ${row.term} ${name} ${sum.toFixed(3)}`).toBe(
          `${row.stationId} ${row.term} ${name} ${Number(row[name]).toFixed(3)}`,
        );
      }
    }
  });

  test("of areas and of the system are sums over stations", async () => {
    const areas = { centre: ["a", "b"], far: ["c"] };
    const [centre, far] = csv(await levels("whole", ["--by", "area"], { areas, serviceLevels: [] }));
    expect(centre).toMatchObject({
      area: "centre",
      emptySeconds: "10800",
      emptyKnownSeconds: "43200",
      emptyPercent: "25.00",
    });
    expect(far).toMatchObject({ area: "far", emptySeconds: "0" });
    const [whole] = csv(
      await levels("whole", ["--by", "term", "--format", "csv"], { areas, serviceLevels: [] }),
    );
    expect(whole).toMatchObject({
      area: "",
      stationId: "",
      emptySeconds: "10800",
      emptyKnownSeconds: "64800",
    });
  });

  test("are a table of at most 80 characters on a terminal, and JSON for programs", async () => {
    for (const by of ["term", "station", "area"]) {
      const { stdout } = await levels("whole", ["--by", by], { columns: 80, areas: { centre: ["a"] } });
      expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(stdout).toContain("nearest");
      expect(stdout).toContain(by === "term" ? "100.00" : "50.00");
    }
    const { stdout } = await levels("whole", ["--terms", "night", "--by", "term", "--format", "ndjson"]);
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map(({ term }) => term)).toEqual(["night"]);
    expect(rows[0]).toMatchObject({ charge: 0.3, emptyCoveragePercent: 100, closedSeconds: null });
  });
});

describe("levels say", () => {
  test("that they are those so far of a period that runs", async () => {
    const { stderr, stdout } = await levels("whole", ["--month", "2026-11"]);
    expect(stderr).toContain("the period runs until 2026-12-01 00:00:00: these are the figures so far");
    expect(stdout).toContain("from 2026-10-31T23:00:00Z to 2026-11-01T02:00:00Z");
  });

  test("that nobody knows who could have helped where there are no positions", async () => {
    const captured = await levels("nowhere", ["--format", "csv"]);
    expect(captured.stderr).toContain(
      'the term "nearest" does not judge 3 of 3 stations: without a position, nobody knows who could have helped',
    );
    expect(csv(captured).find(({ term }) => term === "nearest")).toMatchObject({
      ...{
        withinHoursSeconds: "",
        emptyPercent: "",
        spells: "",
        charge: "",
        note: "not judged: no position",
      },
    });
  });

  test("which stations of an area are not the system's", async () => {
    const { stderr } = await levels("whole", [], { areas: { centre: ["a", "x", "y"] } });
    expect(stderr).toContain('the area "centre" names 2 stations that hill does not have: "x", "y"');
  });

  test("in words where coverage is low", async () => {
    const captured = await levels("outage", ["--format", "csv", "--terms", "night"]);
    expect(captured.stderr).toContain(
      'coverage of the term "night" is under 95 %: empty 0.00 %, full 0.00 %',
    );
    expect(csv(captured).at(-1)).toMatchObject({ note: "coverage under 95 % of empty and full" });
  });

  test("where a past has holes, since its ids change too fast", async () => {
    const { stderr, stdout } = await levels("rotating", ["--format", "csv"]);
    expect(stderr).toContain("ids change too fast");
    expect(stdout).toMatch(/^# hole: ids change too fast, \d+ times$/m);
    expect(stderr).toContain("is under 95 %");
  });
});

describe("one sentence refuses", () => {
  test.each<[string, string, readonly string[], RegExp]>([
    [
      "a period in the future",
      "whole",
      ["--since", "2026-11-02"],
      /^the period begins 2026-11-02 00:00:00, expected one before 2026-11-01 03:00:00$/,
    ],
    [
      "one that ended before the first look",
      "whole",
      ["--month", "2026-09"],
      /^the period ends 2026-10-01 00:00:00, expected a later end: the first look is of 2026-10-31 21:00:00$/,
    ],
    [
      "one that ends before it begins",
      "whole",
      ["--since", "2026-11-01T01:00", "--until", "2026-11-01T00:30"],
      /^the period begins 2026-11-01 01:00:00 and ends 2026-11-01 00:30:00, expected a later end$/,
    ],
    ["no month", "whole", ["--month", "2026-13"], /Expected a month such as 2026-11/],
    [
      "a month and a time",
      "whole",
      ["--month", "2026-10", "--since", "1h"],
      /--month .*cannot be used with.*--since/,
    ],
    [
      "a term that nobody knows",
      "whole",
      ["--terms", "nearst"],
      /^no term "nearst" is known: did you mean nearest\?$/,
    ],
    [
      "areas where there are none",
      "whole",
      ["--by", "area"],
      /^no area of hill is known: expected lists of station ids as areas in systems.json$/,
    ],
    [
      "hours without a clock",
      "no-clock",
      [],
      /^the term "night" has hours, and hill has no time zone to read them on: expected one as timeZone in systems.json$/,
    ],
  ])("%s", async (_, name, words, sentence) => {
    const { exitCode, stderr, stdout } = await levels(name, words);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    const lines = stderr.split("\n").map((line) => line.replace("stationwatch: ", ""));
    expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(sentence)]));
  });

  test("terms that contradict themselves", async () => {
    const { exitCode, stderr } = await levels("whole", [], {
      serviceLevels: [{ ...NEAREST, per: undefined }],
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("serviceLevels[0].per is missing, expected what the charge is for, such as 1h");
  });
});
