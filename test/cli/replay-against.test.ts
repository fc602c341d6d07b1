import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { statusOf, writeToldTape } from "../told-tape.ts";
import { runCaptured, type WorldOptions } from "./captured-world.ts";

let folder: string;
let tape: string;
let patient: string;

/**
 * Vehicles by minute from 08:00. `gap` is empty, has one bike for a minute and is empty again; `blip` is empty for one
 * minute; `low` has one bike first and none later; `calm` is never empty.
 */
const VEHICLES: Readonly<Record<string, (minute: number) => number>> = {
  gap: (minute) => (minute >= 10 && minute < 60 && minute !== 30 ? 0 : minute === 30 ? 1 : 5),
  blip: (minute) => (minute === 20 ? 0 : 5),
  low: (minute) => (minute < 40 ? 5 : minute < 45 ? 1 : 0),
  calm: () => 5,
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stationwatch-against-"));
  tape = join(folder, "tape");
  await writeToldTape(tape, {
    files: { station_information: { stations: [{ station_id: "gap", name: "Gap Street" }] } },
    from: "2026-06-01T08:00:00Z",
    to: "2026-06-01T09:10:00Z",
    everyMinutes: 1,
    stationsAt: (at) =>
      Object.entries(VEHICLES).map(([id, vehicles]) =>
        statusOf(id, true, vehicles((at - Date.parse("2026-06-01T08:00:00Z")) / 60_000)),
      ),
  });
  patient = join(folder, "patient.json");
  const rules = { empty: { atMost: 1, clearAt: 2, for: "3m" } };
  await writeFile(patient, JSON.stringify({ rules }));
});

afterAll(() => rm(folder, { recursive: true }));

function compared(words: string, options: WorldOptions = {}) {
  const given = words.replaceAll("PATIENT", patient).split(" ");
  return runCaptured(["replay", tape, "--rules", "plain", ...given], { folder, ...options });
}

const DIFFERENCES = `\
systemId,stationId,rule,differs,episodesA,startedAtA,openedAtA,endedAtA,resolvedAtA,secondsA,episodesB,startedAtB,openedAtB,endedAtB,resolvedAtB,secondsB
hill,gap,empty,times,2,2026-06-01T08:10:00Z,2026-06-01T08:10:00Z,2026-06-01T09:00:00Z,2026-06-01T09:00:00Z,2940,1,2026-06-01T08:10:00Z,2026-06-01T08:13:00Z,2026-06-01T09:00:00Z,2026-06-01T09:00:00Z,3000
hill,blip,empty,only A,1,2026-06-01T08:20:00Z,2026-06-01T08:20:00Z,2026-06-01T08:21:00Z,2026-06-01T08:21:00Z,60,0,,,,,0
hill,low,empty,times,1,2026-06-01T08:45:00Z,2026-06-01T08:45:00Z,,,1500,1,2026-06-01T08:40:00Z,2026-06-01T08:43:00Z,,,1800
`;

describe("replay --against", () => {
  test("gives the episodes that differ as CSV, in order of time", async () => {
    const { exitCode, stdout, stderr } = await compared("--against PATIENT");
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: DIFFERENCES });
    expect(stderr).toBe(`A: the plain ones; B: those of ${patient}\n`);
  });

  test("the other way round, A is B", async () => {
    const words = ["replay", tape, "--rules", patient, "--against", "plain", "--format", "ndjson"];
    const lines = (await runCaptured(words)).stdout.trimEnd().split("\n");
    const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(
      rows.map(({ stationId, differs, episodesA, episodesB }) => [stationId, differs, episodesA, episodesB]),
    ).toEqual([
      ["gap", "times", 1, 2],
      ["blip", "only B", 0, 1],
      ["low", "times", 1, 1],
    ]);
  });

  test("--totals gives what each rule yields on both sides", async () => {
    const { stdout } = await compared("--against PATIENT --totals --longer-than 25m --format csv");
    const [header, empty, full] = stdout.split("\n");
    expect(header).toBe(
      "systemId,rule,alertsA,longerA,hoursA,alertsB,longerB,hoursB,same,onlyA,onlyB,otherTimes",
    );
    // Longer means longer: the second of `gap`, 29 minutes, and neither of 20 and of just 25.
    expect(empty).toBe("hill,empty,4,1,1.25,2,2,1.33,0,1,0,2");
    expect(full).toBe("hill,full,0,0,0,0,0,0,0,0,0,0");
  });

  test("shows both side by side on a terminal, and the same whenever it is asked", async () => {
    const options = { columns: 80, now: Date.UTC(2026, 5, 2) };
    const { stdout, stderr } = await compared("--against PATIENT", options);
    expect(stderr).toBe("");
    expect(stdout).toContain(
      "hill: 2026-06-01 08:00Z to 2026-06-01 09:10Z, 71 polls\nA: the plain ones\nB: those of ",
    );
    expect(stdout).toMatch(/^rule +alerts A +alerts B +>30m A +>30m B +hours A +hours B$/m);
    expect(stdout).toMatch(/^empty +4 +2 +0 +1 +1\.3 +1\.3$/m);
    expect(stdout).toMatch(/^episodes +same +only A +only B +other times$/m);
    expect(stdout).toMatch(/^empty +0 +1 +0 +2$/m);
    expect(stdout).toMatch(/^low +empty +Jun 01 08:40Z +25 min +30 min +opened 2 min sooner/m);
    expect(stdout).toMatch(/^Gap Street +empty +Jun 01 08:10Z +49 min +50 min +1 in place of 2$/m);
    expect(stdout).toMatch(/^blip +empty +Jun 01 08:20Z +1 min +- +only A$/m);
    const widths = stdout
      .split("\n")
      .filter((line) => !line.startsWith("B: "))
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
    const later = await compared("--against PATIENT", { ...options, now: Date.UTC(2031, 0, 1) });
    expect(later.stdout).toBe(stdout);
  });

  test("the same rules differ in nothing", async () => {
    expect((await compared("--against plain", { columns: 80 })).stdout).toMatch(/\nno episode differs\n$/);
    expect((await compared("--against plain")).stdout).toBe(`${DIFFERENCES.split("\n")[0]}\n`);
  });

  test.each([
    ["--longer-than 1h", /--longer-than is about two sets of rules: name the second by --against/],
    ["--totals", /--totals is about two sets of rules/],
    ["--against PATIENT --longer-than soon", /Expected a duration such as 30m or 1h30m/],
    ["--against PATIENT --windows", /--windows.*--against/],
    [
      "--against nowhere.json",
      /nowhere\.json: the file cannot be read, expected plain, or a file with rules/,
    ],
  ])("refuses %s with 2", async (words, sentence) => {
    const { exitCode, stdout, stderr } = await compared(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(sentence);
  });
});
