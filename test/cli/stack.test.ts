import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STACK_OUTPUTS } from "../../infra/outputs.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import { runCaptured } from "./captured-world.ts";
import { type DeploymentStub, startDeploymentStub } from "./deployment-stub.ts";
import { type SeededTables, startSeededTables, T0 } from "./seeded-tables.ts";

const OUTPUTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.values(STACK_OUTPUTS).map((name) => [name, `the-${name}`])),
  [STACK_OUTPUTS.stateTable]: TABLE_NAMES.state,
  [STACK_OUTPUTS.alertsTable]: TABLE_NAMES.alerts,
  [STACK_OUTPUTS.windowsTable]: TABLE_NAMES.windows,
  [STACK_OUTPUTS.historyTable]: TABLE_NAMES.history,
  [STACK_OUTPUTS.pollsTable]: TABLE_NAMES.polls,
  [STACK_OUTPUTS.pollFunction]: "the-poller",
  [STACK_OUTPUTS.detectFunction]: "the-detector",
};
const { [STACK_OUTPUTS.busName]: _, ...OLDER } = OUTPUTS;
const { [STACK_OUTPUTS.pollFunction]: __, ...FEWER } = OUTPUTS;
/** The outputs of a deployment from before alerts were sent to receivers. */
const OLD_ENOUGH = Object.fromEntries(
  Object.entries(OUTPUTS).filter(([name]) => !/Topic$|^Undelivered|^GivenUp/.test(name)),
);

let seeded: SeededTables;
let deployment: DeploymentStub;

beforeAll(async () => {
  seeded = await startSeededTables();
  await seeded.polled({ systemId: "lisbon" });
  deployment = await startDeploymentStub({
    stacks: { demo: OUTPUTS, older: OLDER, fewer: FEWER, quiet: OLD_ENOUGH, other: { BucketName: "b" } },
    functions: {
      "the-poller": { result: { due: 1 }, log: 'START\n{"message":"polled"}\nEND\n' },
      "the-detector": { result: { errorType: "RangeError", errorMessage: "too many" }, log: "", error: true },
    },
  });
});

afterAll(async () => {
  await seeded.close();
  await deployment.close();
});

async function command(...words: readonly string[]) {
  const environment = {
    AWS_ENDPOINT_URL: deployment.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: seeded.endpoint,
    // Belongs to some other pipeline; commands with --stack must use the deployed names.
    STATE_TABLE: "not-this-one",
  };
  return await runCaptured(words, { environment, now: T0 });
}

describe("--stack", () => {
  test("finds the names of what is deployed", async () => {
    const listed = await command("stations", "list", "--stack", "demo", "--format", "ndjson");
    expect(listed).toMatchObject({ exitCode: 0, stdout: "" });
    const doctor = await command("doctor", "--stack", "demo");
    expect(doctor.stdout).toContain(`table ${TABLE_NAMES.state}: active`);
  });

  test("may stand before the command", async () => {
    expect(await command("--stack", "demo", "alerts", "list", "--open")).toMatchObject({ exitCode: 0 });
    expect(await command("--region", "eu-west-3", "alerts", "--stack", "demo", "list")).toMatchObject({
      exitCode: 0,
    });
    expect(deployment.requests.at(-1)).toBe("stack demo as local in eu-west-3");
  });

  test("reads a stack of an older version that tells all that commands use", async () => {
    expect(Object.keys(OLD_ENOUGH)).toHaveLength(Object.keys(OUTPUTS).length - 4);
    const ended = await command("invoke", "poll", "--deployed", "--stack", "quiet");
    expect(ended).toMatchObject({ exitCode: 0, stdout: '{\n  "due": 1\n}\n' });
    expect(await command("alerts", "list", "--stack", "quiet")).toMatchObject({ exitCode: 0 });
  });

  test("is refused by a command that connects to nothing", async () => {
    const { exitCode, stderr } = await command("completion", "bash", "--stack", "demo");
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^stationwatch: unknown option '--stack'/),
    });
  });

  test.each([
    ["none", 2, 'no stack "none" is deployed in us-east-1'],
    ["other", 2, 'the stack "other" is not a stationwatch stack'],
    ["older", 1, 'the stack "older" has no output BusName: expected a stack that this version has deployed'],
  ])("says in a sentence what is wrong with %s", async (name, exitCode, sentence) => {
    const { stderr, ...rest } = await command("alerts", "list", "--stack", name);
    expect({ ...rest, stderr }).toEqual({ exitCode, stdout: "", stderr: `stationwatch: ${sentence}\n` });
  });

  test("goes by the profile that is named", async () => {
    const folder = mkdtempSync(join(tmpdir(), "stationwatch-profile-"));
    const { AWS_SHARED_CREDENTIALS_FILE: credentials, AWS_CONFIG_FILE: config } = process.env;
    try {
      process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, "credentials");
      process.env.AWS_CONFIG_FILE = join(folder, "config");
      writeFileSync(
        join(folder, "credentials"),
        "[city]\naws_access_key_id = CITYKEY\naws_secret_access_key = secret\n",
      );
      writeFileSync(join(folder, "config"), "[profile city]\nregion = eu-south-2\n");
      await command("alerts", "list", "--stack", "none", "--profile", "city");
      expect(deployment.requests.at(-1)).toBe("stack none as CITYKEY in eu-south-2");
    } finally {
      restore("AWS_SHARED_CREDENTIALS_FILE", credentials);
      restore("AWS_CONFIG_FILE", config);
      rmSync(folder, { recursive: true });
    }
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

describe("invoke --deployed", () => {
  test("runs the deployed function and shows its log", async () => {
    const ended = await command("invoke", "poll", "--deployed", "--stack", "demo");
    expect(ended).toEqual({
      exitCode: 0,
      stdout: '{\n  "due": 1\n}\n',
      stderr: 'START\n{"message":"polled"}\nEND\n',
    });
    expect(deployment.requests.at(-1)).toMatch(/^invoke the-poller as local in us-east-1: .*"aws\.events"/);
  });

  test("fails when the function fails", async () => {
    expect(await command("invoke", "detect", "--deployed", "--stack", "demo")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: "stationwatch: detect ended with RangeError: too many\n",
    });
  });

  test("of a function that an older stack lacks says so, and other commands read that stack", async () => {
    expect(await command("invoke", "poll", "--deployed", "--stack", "fewer")).toEqual({
      exitCode: 1,
      stdout: "",
      stderr:
        'stationwatch: the stack "fewer" has no output PollFunction: expected a stack that this version has deployed\n',
    });
    expect(await command("alerts", "list", "--stack", "fewer")).toMatchObject({ exitCode: 0 });
  });

  test("is no place for a debugger", async () => {
    expect(await command("invoke", "poll", "--deployed", "--stack", "demo", "--inspect")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr:
        "stationwatch: option '--inspect [port]' cannot be used with option '--deployed'\n(--help says more)\n",
    });
  });

  test("wants to know of which stack", async () => {
    expect(await command("invoke", "poll", "--deployed")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: "stationwatch: --deployed needs the name of a stack: --stack NAME\n",
    });
  });
});
