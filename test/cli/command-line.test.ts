import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findEndpoints } from "../../cli/endpoints.ts";
import type { World } from "../../cli/world.ts";
import { announceRunning } from "../../local/running.ts";
import { runCaptured } from "./captured-world.ts";

const folder = mkdtempSync(join(tmpdir(), "stationwatch-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

const COMMANDS = [
  "",
  "alerts",
  "alerts list",
  "alerts show",
  "alerts explain",
  "alerts export",
  "stations",
  "stations list",
  "stations show",
  "stats",
  "systems",
  "systems find",
  "systems check",
  "tail",
  "record",
  "replay",
  "rules",
  "rules diff",
  "invoke",
  "doctor",
  "faults",
  "faults list",
  "faults show",
  "faults retry",
  "faults drop",
  "completion",
];

describe("help", () => {
  test.each(COMMANDS)("of %j goes to stdout", async (command) => {
    const { exitCode, stdout, stderr } = await runCaptured([...command.split(" ").filter(Boolean), "--help"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain(`Usage: stationwatch ${command}`.trim());
    if (!["alerts", "rules", "stations", "systems", "faults"].includes(command))
      expect(stdout).toMatch(/Examples?:\n {2}\$ stationwatch /);
  });

  test.each([
    ["help", "--help"],
    ["help alerts list", "alerts list --help"],
    ["alerts help list", "alerts list --help"],
    ["stations help", "stations --help"],
  ])("%j is %j", async (asked, meant) => {
    const [help, same] = await Promise.all([asked, meant].map((words) => runCaptured(words.split(" "))));
    expect(help).toEqual(same);
    expect(help?.exitCode).toBe(0);
  });

  test("is a word like another where it is no command", async () => {
    expect((await runCaptured(["help", "frobnicate"])).stderr).toContain("unknown command 'frobnicate'");
    expect(
      (await runCaptured("stations show x help --endpoint http://127.0.0.1:9".split(" "))).exitCode,
    ).toBe(1);
  });

  test("says what exit codes mean", async () => {
    const { stdout } = await runCaptured(["--help"]);
    expect(stdout).toContain("Exit codes: 0 done, 1 something failed, 2 bad input or configuration.");
  });

  test("the version is the package's", async () => {
    expect((await runCaptured(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("bad input", () => {
  test.each([
    ["frobnicate", "unknown command 'frobnicate'"],
    ["alerts lst", "unknown command 'lst'"],
    [
      "alerts list --rule wet",
      "Allowed choices are empty, full, closed, missing, few-ebikes, feed-down, feed-frozen, feed-shrunk, feed-flapping, system-closed.",
    ],
    ["alerts list --limit 0", "Expected a whole number from 1 to 10000."],
    ["alerts list --since soon", "Expected a time such as"],
    ["alerts list --next %%%", "--next is not the token of an earlier page"],
    ["alerts list --format xml", "Allowed choices are table, json, ndjson, csv, geojson."],
    ["alerts show lisbon", "missing required argument 'alert'"],
    ["stats --endpoint nowhere", "Expected a URL such as http://127.0.0.1:4566."],
    ["systems find", "missing required argument 'query'"],
    ["systems check --endpoint http://127.0.0.1:9", "unknown option '--endpoint'"],
    ["systems check --stack dev", "unknown option '--stack'"],
    ["invoke fetch", "Allowed choices are poll, detect, tell."],
    ["invoke poll --event /nowhere/event.json", "--event /nowhere/event.json: cannot be read"],
  ])("%s", async (words, sentence) => {
    const { exitCode, stdout, stderr } = await runCaptured(words.split(" "));
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr).toMatch(/^stationwatch: /);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  test("a bad variable is told as well as a bad option", async () => {
    const environment = { AWS_ENDPOINT_URL: "here" };
    expect(await runCaptured(["stats"], { environment })).toMatchObject({
      exitCode: 2,
      stderr: 'stationwatch: AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_DYNAMODB is "here", expected a URL\n',
    });
  });
});

test("where nothing answers, one sentence says so", async () => {
  // Port 9 belongs to the discard protocol, so nothing listens there.
  const { exitCode, stderr } = await runCaptured(["alerts", "list", "--endpoint", "http://127.0.0.1:9"]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: "stationwatch: nothing answers at http://127.0.0.1:9: is npm start running?\n",
  });
});

describe("the endpoint", () => {
  const world = (environment: NodeJS.ProcessEnv) => ({ environment, folder }) as unknown as World;

  test("is the option's, else the variable's, else that of the pipeline that runs here, else AWS", () => {
    const given = "http://127.0.0.1:1111";
    const told = { AWS_ENDPOINT_URL: "http://127.0.0.1:2222" };
    expect(findEndpoints({}, world({})).of("DYNAMODB")).toBeNull();
    announceRunning(
      {
        pid: process.pid,
        endpoint: "http://127.0.0.1:3333",
        systemsFile: "s.json",
        startedAt: "",
        onTape: false,
        clock: null,
      },
      folder,
    );
    expect(findEndpoints({}, world({})).of("KINESIS")).toBe("http://127.0.0.1:3333");
    expect(findEndpoints({}, world(told)).of("KINESIS")).toBe("http://127.0.0.1:2222");
    expect(findEndpoints({ endpoint: given }, world(told)).of("KINESIS")).toBe(given);
    expect(findEndpoints({ endpoint: "http://localhost:3333" }, world(told)).running?.systemsFile).toBe(
      "s.json",
    );
    expect(findEndpoints({ endpoint: given }, world(told)).running).toBeNull();
  });

  test("is AWS where a stack, a region or a profile is asked for, whatever runs here", () => {
    for (const place of [{ stack: "prod" }, { region: "eu-west-1" }, { profile: "city" }]) {
      const { of, running } = findEndpoints(place, world({}));
      expect({ of: of("DYNAMODB"), running }).toEqual({ of: null, running: null });
    }
  });

  test("of another service alone does not lead away from the pipeline that runs here", () => {
    const { of, running } = findEndpoints({}, world({ AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:5555" }));
    expect(of("DYNAMODB")).toBe("http://127.0.0.1:3333");
    expect(running).not.toBeNull();
  });

  test("may be one for each service", () => {
    const { of } = findEndpoints({}, world({ AWS_ENDPOINT_URL_KINESIS: "http://127.0.0.1:4444" }));
    expect(of("KINESIS")).toBe("http://127.0.0.1:4444");
    expect(of("DYNAMODB")).toBeNull();
  });
});

test("before npm ci, the file that people run in a checkout says what to do, by its own name and by Node's", () => {
  const files = ["stationwatch", "cli/stationwatch.mjs"];
  for (const file of [...files, "package.json"])
    cpSync(join(import.meta.dirname, "../..", file), join(folder, file));
  for (const file of files) {
    const { status, stderr, stdout } = spawnSync(process.execPath, [join(folder, file)], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(
      "stationwatch: its bundle dist/cli/main.mjs is missing: run npm ci in this folder first\n",
    );
  }
});
