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

/** A tick comes before the poll of its minute, so it knows of what was polled before. */
const MESSAGES = [
  "A,dispatch,2026-06-01T08:15:00.000Z,1,0",
  "B,dispatch,2026-06-01T08:15:00.000Z,1,0",
  "A,dispatch,2026-06-01T08:35:00.000Z,1,1",
  "B,dispatch,2026-06-01T08:45:00.000Z,1,0",
  "A,dispatch,2026-06-01T08:50:00.000Z,1,0",
  "A,dispatch,2026-06-01T09:05:00.000Z,0,1",
  "B,dispatch,2026-06-01T09:05:00.000Z,0,1",
];

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

  describe("with --receiver", () => {
    const DISPATCH = { name: "dispatch", kind: "text", url: { environment: "DISPATCH_URL" }, every: "5m" };
    const here = (receiver: object) =>
      writeFile(join(folder, "systems.json"), JSON.stringify({ systems: [], receivers: [receiver] }));
    beforeAll(() => here(DISPATCH));
    afterAll(() => rm(join(folder, "systems.json")));

    test("shows how many messages each side brings, and what these tell", async () => {
      const { stdout, stderr } = await compared("--against PATIENT --receiver dispatch", { columns: 80 });
      expect(stderr).toBe(`The receiver is that of ${join(folder, "systems.json")}.\n`);
      expect(stdout).toMatch(/^receiver +messages A +messages B +open A +open B +over A +over B$/m);
      expect(stdout).toMatch(/^dispatch +4 +3 +3 +2 +2 +1$/m);
    });

    test("gives the messages of both sides as CSV, in order of time, and how many by --totals, the same each time", async () => {
      const words = "--against PATIENT --receiver dispatch --format csv";
      const { exitCode, stdout } = await compared(words);
      expect(exitCode).toBe(0);
      const [header, ...lines] = stdout.trimEnd().split("\n");
      expect(header).toBe("side,receiver,at,opened,over,id");
      expect(lines.map((line) => line.split(",").slice(0, 5).join(","))).toEqual(MESSAGES);
      expect(await compared(words)).toMatchObject({ stdout });
      expect((await compared(`${words} --totals`)).stdout).toBe(
        "systemId,receiver,messagesA,openedA,overA,messagesB,openedB,overB\nhill,dispatch,4,3,2,3,2,1\n",
      );
      const alone = await compared("--receiver dispatch --format csv");
      expect(alone.stdout.split("\n").slice(1, -1)).toEqual(
        lines.filter((line) => line.startsWith("A,")).map((line) => line.slice(2)),
      );
    });

    test("a side whose rules have the receiver goes by it as it is there, and both are named", async () => {
      const own = join(folder, "own.json");
      const later = { ...DISPATCH, openFor: "20m", areas: ["north"] };
      const system = { systemId: "hill", kind: "gbfs", url: "https://feed.example/gbfs.json" };
      const areas = { north: ["low", "blip"] };
      await writeFile(own, JSON.stringify({ systems: [{ ...system, areas }], receivers: [later] }));
      const words = [
        "replay",
        tape,
        "--rules",
        "plain",
        "--against",
        own,
        "--receiver",
        "dispatch",
        "--totals",
      ];
      const { stdout, stderr } = await runCaptured([...words, "--format", "csv"], { folder });
      expect(stderr).toContain(
        `The receiver is for A that of ${join(folder, "systems.json")}, for B that of ${own}.\n`,
      );
      expect(stdout).toMatch(/\nhill,dispatch,4,3,2,1,1,0\n$/);
    });

    test("names the receivers that there are, where none has the name", async () => {
      const { exitCode, stdout, stderr } = await compared("--against PATIENT --receiver despatch");
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toContain('no receiver "despatch" is known: did you mean dispatch?');
      const elsewhere = await runCaptured(["replay", tape, "--receiver", "dispatch"]);
      expect(elsewhere.stderr).toContain('no receiver "dispatch" is known: there is no systems.json here');
    });
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
