import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TapeResponse } from "../../local/tape/tape.ts";
import { writeTape } from "../tape-writer.ts";
import { runCaptured, type WorldOptions } from "./captured-world.ts";

const HOST = "https://bikes.example";
let folder: string;
let tape: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stationwatch-replay-"));
  tape = join(folder, "tape");
  const system = {
    systemId: "hill",
    kind: "gbfs" as const,
    url: `${HOST}/gbfs.json`,
    timeZone: "Europe/Rome",
  };
  await writeTape(tape, { system, responses: responses() });
});

afterAll(() => rm(folder, { recursive: true }));

function response(clock: string, file: string, body: unknown, status = 200): TapeResponse {
  const at = Date.parse(`2026-05-04T${clock}Z`);
  return {
    at,
    url: `${HOST}/${file}`,
    status,
    headers: {},
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

function status(clock: string, file: string, counts: Readonly<Record<string, readonly [number, number]>>) {
  const stations = Object.entries(counts).map(([station_id, [num_bikes_available, num_docks_available]]) => ({
    station_id,
    num_bikes_available,
    num_docks_available,
  }));
  return response(clock, file, { last_updated: 1, ttl: 60, data: { stations } });
}

function discovery(clock: string, file: string) {
  const feeds = [
    { name: "station_status", url: `${HOST}/${file}` },
    { name: "station_information", url: `${HOST}/names.json` },
  ];
  return response(clock, "gbfs.json", { data: { en: { feeds } } });
}

/** `b` is empty when first seen; the status moves to another URL along the way; two polls fail. */
function* responses(): Generator<TapeResponse> {
  yield discovery("10:00:00", "first.json");
  yield response("10:00:00", "names.json", {
    data: { stations: [{ station_id: "a,1", name: "Lower Gate" }] },
  });
  yield status("10:00:30", "first.json", { "a,1": [3, 5], b: [0, 9] });
  yield status("10:01:30.500", "first.json", { "a,1": [0, 8], b: [0, 9] });
  yield response("10:02:30", "first.json", "<html>", 200);
  yield response("10:03:30", "first.json", "", 503);
  yield discovery("10:04:00", "second.json");
  yield response("10:04:05", "gbfs.json", "{}");
  yield status("10:04:10", "first.json", { "a,1": [9, 9], b: [9, 9] });
  yield status("10:04:30", "second.json", { "a,1": [2, 6], b: [1, 8] });
  yield status("10:06:30", "second.json", { "a,1": [8, 0], b: [1, 8] });
}

function replayed(words: string, options: WorldOptions = {}) {
  return runCaptured(["replay", tape, ...words.split(" ").filter(Boolean)], { folder, ...options });
}

const EVENTS = [
  "systemId,stationId,rule,event,at",
  'hill,"a,1",empty,opened,2026-05-04T10:01:30Z',
  'hill,"a,1",empty,resolved,2026-05-04T10:04:30Z',
  'hill,"a,1",full,opened,2026-05-04T10:06:30Z',
  "hill,b,empty,resolved,2026-05-04T10:04:30Z",
  "",
].join("\n");

describe("replay", () => {
  test("gives events as CSV, sorted, without the opening of a baseline", async () => {
    expect(await replayed("--rules plain --format csv")).toEqual({
      exitCode: 0,
      stdout: EVENTS,
      stderr: "The rules are the plain ones.\n",
    });
  });

  test("goes by the defaults without rules or systems.json, which are the plain ones", async () => {
    expect((await replayed("")).stdout).toBe(EVENTS);
  });

  test("gives windows in order of time, without the unfinished last one", async () => {
    expect((await replayed("--rules plain --windows --format csv")).stdout).toBe(
      "systemId,windowStart,docks,vehicles\nhill,2026-05-04T10:00:00Z,15.000,2.000\n",
    );
  });

  test("gives JSON in order of time", async () => {
    const { stdout } = await replayed("--format ndjson");
    const [first] = stdout.split("\n");
    expect(first).toBe(
      '{"systemId":"hill","stationId":"a,1","rule":"empty","event":"opened","at":"2026-05-04T10:01:30Z"}',
    );
    expect(JSON.parse((await replayed("--format json --windows")).stdout)).toEqual({
      items: [{ systemId: "hill", windowStart: "2026-05-04T10:00:00Z", docks: 15, vehicles: 2 }],
    });
  });

  test("sums up on a terminal, in the tape's own time zone", async () => {
    const { stdout } = await replayed("", { columns: 80 });
    expect(stdout).toContain("hill: May 04 12:00 to May 04 12:06, 6 polls (2 failed), 1 window\n");
    expect(stdout).toMatch(/^empty +1 +2$/m);
    expect(stdout).toContain("1 alert open at the end\n");
    expect(stdout).toMatch(/^Lower Gate +2$/m);
  });

  test("takes rules from a file, whole or alone", async () => {
    const whole = join(folder, "whole.json");
    const entry = { systemId: "hill", kind: "gbfs", url: `${HOST}/gbfs.json`, rules: { full: false } };
    await writeFile(whole, JSON.stringify({ systems: [entry] }));
    expect((await replayed(`--rules ${whole} --format csv`)).stdout).not.toContain("full");
    const alone = join(folder, "alone.json");
    await writeFile(alone, JSON.stringify({ rules: { empty: { for: "4m" }, full: false } }));
    expect((await replayed(`--rules ${alone} --format csv`)).stdout).toBe(
      "systemId,stationId,rule,event,at\nhill,b,empty,resolved,2026-05-04T10:04:30Z\n",
    );
  });

  test.each([
    ['{"rules":{"emty":{}}}', "emty"],
    ['{"rules":', "bad.json"],
    ["[]", "bad.json"],
  ])("refuses rules like %s with 2", async (text, named) => {
    const bad = join(folder, "bad.json");
    await writeFile(bad, text);
    const { exitCode, stdout, stderr } = await replayed(`--rules ${bad}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(named);
  });

  test.each([
    ["replay", "nothing to replay: expected the folder of a recording, or --history SYSTEM"],
    ["replay TAPE --history hill", "two things to replay: expected the folder of a recording, or --history"],
    ["replay TAPE --since 1h", "--since is about history: name a system by --history"],
    ["replay TAPE --until 1h", "--until is about history: name a system by --history"],
    ["replay TAPE --stack x", "--stack is about history: name a system by --history"],
    ["replay TAPE --data x", "--data is about history: name a system by --history"],
  ])("refuses %s with 2", async (words, sentence) => {
    const { exitCode, stdout, stderr } = await runCaptured(words.replace("TAPE", tape).split(" "), {
      folder,
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(sentence);
  });

  test("of a recording heeds no stack that a variable names", async () => {
    const environment = { STATIONWATCH_STACK: "nowhere" };
    expect((await replayed("--rules plain --format csv", { environment })).stdout).toBe(EVENTS);
  });

  test("refuses what is no tape with 2", async () => {
    expect(await runCaptured(["replay", join(folder, "nowhere")])).toMatchObject({ exitCode: 2, stdout: "" });
    const empty = join(folder, "empty");
    await mkdir(empty);
    expect((await runCaptured(["replay", empty])).stderr).toContain("tape.json: is missing");
  });
});
