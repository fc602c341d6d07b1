import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { announceRunning } from "../../local/running.ts";
import { runCaptured } from "./captured-world.ts";
import { MINUTE_MS, type SeededTables, seedMorning, startSeededTables, T0 } from "./seeded-tables.ts";

const NOW = T0 + 13 * MINUTE_MS;
const folder = mkdtempSync(join(tmpdir(), "stationwatch-place-"));
const broken = join(folder, "config");
let tables: SeededTables;

beforeAll(async () => {
  tables = await startSeededTables();
  await seedMorning(tables);
  writeFileSync(broken, "[profile city\nregion");
  const systemsFile = join(folder, "systems.json");
  writeFileSync(systemsFile, '{"systems":[]}');
  announceRunning(
    { pid: process.pid, endpoint: tables.endpoint, systemsFile, startedAt: "", onTape: false, clock: null },
    folder,
  );
});

afterAll(async () => {
  await tables.close();
  rmSync(folder, { recursive: true });
});

const shell = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, shell);
});

/** The SDK reads the process's own variables, so they are what the command is given. */
function askHere(words: string, more: NodeJS.ProcessEnv = {}) {
  Object.assign(process.env, more);
  return runCaptured(words.split(" "), { now: NOW, folder, environment: process.env });
}

describe("the pipeline of this folder", () => {
  test.each<NodeJS.ProcessEnv>([
    {},
    { AWS_PROFILE: "nobody" },
    { AWS_PROFILE: "city", AWS_CONFIG_FILE: broken, AWS_SDK_LOAD_CONFIG: "1" },
    { AWS_CONFIG_FILE: "/", AWS_SHARED_CREDENTIALS_FILE: "/" },
    { AWS_ACCESS_KEY_ID: "half" },
    { AWS_USE_FIPS_ENDPOINT: "true", AWS_USE_DUALSTACK_ENDPOINT: "true" },
    { AWS_MAX_ATTEMPTS: "many", AWS_RETRY_MODE: "never", AWS_DEFAULTS_MODE: "odd" },
    { AWS_ACCOUNT_ID_ENDPOINT_MODE: "required", AWS_REGION: "", AWS_DEFAULT_REGION: "mars-1" },
    { AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:9", AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere" },
  ])("needs no account, with %j in the shell", async (variables) => {
    const { exitCode, stderr } = await askHere("alerts list --open", variables);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: `4 alerts · the pipeline of this folder, ${tables.endpoint}\n`,
    });
  });

  test("is found by any name of this machine", async () => {
    const endpoint = tables.endpoint.replace("127.0.0.1", "localhost");
    const { stderr } = await askHere(`stations list --endpoint ${endpoint}`, { AWS_PROFILE: "nobody" });
    expect(stderr).toContain("the pipeline of this folder");
  });
});

describe("a place that is asked for", () => {
  test.each([
    "alerts list --profile nobody-has-this",
    "stations list --stack prod --region eu-west-1 --profile nobody-has-this",
    "stats --endpoint http://127.0.0.1:9",
  ])("and is not there is an error, not the pipeline of this folder: %s", async (words) => {
    const { exitCode, stdout, stderr } = await askHere(words, { AWS_CONFIG_FILE: "/dev/null" });
    expect(exitCode).not.toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^stationwatch: /);
    expect(stderr).not.toContain(tables.endpoint);
  });

  test("may be a variable, which an option overrides", async () => {
    const environment = { STATIONWATCH_SYSTEM: "porto,lisbon", AWS_ENDPOINT_URL: tables.endpoint };
    const ask = (words: string) => runCaptured(words.split(" "), { now: NOW, environment });
    expect((await ask("stations list")).stderr).toMatch(/^5 stations/);
    expect((await ask("stations list --system porto")).stderr).toMatch(/^1 station /);
    environment.STATIONWATCH_SYSTEM = "prto";
    expect((await ask("alerts list")).stderr).toContain("did you mean porto?");
    const stack = { STATIONWATCH_STACK: "prod", AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    expect((await runCaptured(["stats"], { environment: stack })).stderr).toContain("http://127.0.0.1:9");
    const elsewhere = { STATIONWATCH_STACK: "prod" };
    const { stderr } = await runCaptured(["stats", "--endpoint", tables.endpoint], {
      environment: elsewhere,
    });
    expect(stderr).toContain(`· ${tables.endpoint}`);
  });
});

test("a list can be watched: it is shown again, and Ctrl-C is no failure", async () => {
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 2_600);
  const words = ["stations", "list", "--watch", "2", "--endpoint", tables.endpoint];
  const { exitCode, stdout } = await runCaptured(words, { now: NOW, signal: stopping.signal, columns: 80 });
  expect(exitCode).toBe(0);
  const showings = stdout.split("\u001b[H\u001b[2J").slice(1);
  expect(showings.length).toBeGreaterThanOrEqual(1);
  for (const showing of showings) expect(showing).toMatch(/^system +id +station/);
  expect((await runCaptured(["stats", "--watch", "--format", "json"])).exitCode).toBe(2);
});

test("every list says how old what it shows is, once that is more than two polls", async () => {
  const old = (words: string) =>
    runCaptured([...words.split(" "), "--endpoint", tables.endpoint], { now: T0 + 90 * MINUTE_MS });
  for (const words of ["alerts list --open", "stations list --empty", "stats", "stations show lisbon 1"]) {
    expect((await old(words)).stderr).toContain(
      "lisbon is shown as of May 04 10:12, 1 h 18 min ago: it is not polled\n",
    );
  }
  // Formats for machines have it on stderr too.
  expect((await old("alerts list --format csv")).stderr).toContain("porto is shown as of May 04 09:11Z");
});
