import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkSystems } from "../functions/systems/schema.ts";
import { deploymentOf } from "../infra/context.ts";
import { readStartOptions } from "../local/options.ts";
import { findRunning } from "../local/running.ts";
import { writeCityTape } from "./city-tape.ts";
import { commands, fences, wordsOf } from "./document-text.ts";
import { DOCUMENTS, document } from "./documents/files.ts";
import { type Child, runNode, runProgram, startNode } from "./e2e/child.ts";
import { COMMAND, ROOT, startScript } from "./e2e/played-tape.ts";
import { contextAlone } from "./infra/context-alone.ts";

const README = document("README.md");
const PACKAGE = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** Each command of each document, once: with the document that shows it first. */
const SHOWN_COMMANDS = [
  ...new Map(
    [...DOCUMENTS].flatMap(([file, text]) => commands(text).map((line) => [line, file] as const)).reverse(),
  ),
].reverse();

/** Commands that something else runs, and what that is. */
const RUN_ELSEWHERE = new Map([
  ["npm ci && npm start", "test/ci/ci.ts"],
  ["npm cit", "test/ci/ci.ts"],
  [
    "npm start -- --feed https://gbfs.urbansharing.com/oslobysykkel.no/gbfs.json",
    "test/local/sources.test.ts",
  ],
  ["npm start -- --systems systems.json", "test/local/sources.test.ts"],
  // The run below is started with all three.
  ["npm start -- --city jcdecaux", "test/documents.test.ts"],
  ["npm start -- --rules plain", "test/documents.test.ts"],
  ["npm start -- --data ./.stationwatch/tables", "test/documents.test.ts"],
  [
    "npm start -- --tape ./tapes/lyon --rules plain --speed max --until-end --export alerts.csv",
    "test/long/tapes.test.ts",
  ],
  ["npm run synth", "test/infra/app.test.ts"],
  ["npx cdk bootstrap", "test/deployed/deployed.test.ts"],
  ["npx cdk deploy", "test/deployed/deployed.test.ts"],
  ["npx cdk deploy --require-approval never", "test/deployed/deployed.test.ts"],
  ["npm run ministack", "test/deployed/left-running.test.ts"],
  ["npm run localstack", "test/deployed/left-running.test.ts"],
  ["./stationwatch stations list --empty --stack stationwatch-dev", "test/deployed/left-running.test.ts"],
  ["npx cdk diff", "test/deployed/deployed.test.ts"],
  ["npx cdk destroy", "test/deployed/deployed.test.ts"],
  // It waits for a debugger.
  ["./stationwatch invoke detect --inspect", "test/local/lambda/debugging.test.ts"],
  ["./stationwatch alerts list --open --stack stationwatch-dev", "test/cli/stack.test.ts"],
  ["./stationwatch tail --stack stationwatch-dev", "test/cli/stack.test.ts"],
  ["./stationwatch doctor --stack stationwatch-dev", "test/cli/stack.test.ts"],
  ["./stationwatch invoke poll --deployed --stack stationwatch-dev", "test/deployed/deployed.test.ts"],
  // Nothing is set aside here.
  ["./stationwatch faults show 3f2a91bc", "test/cli/faults.test.ts"],
  ["./stationwatch faults retry 3f2a91bc", "test/cli/faults.test.ts"],
  ["./stationwatch faults drop 3f2a91bc", "test/cli/faults.test.ts"],
  // What the network would be asked for.
  ["./stationwatch systems find oslo bysykkel", "test/cli/systems-find.test.ts"],
  ["./stationwatch systems check --systems systems.json oslobysykkel", "test/cli/systems-check.test.ts"],
  [
    "./stationwatch systems check --feed https://gbfs.citibikenyc.com/gbfs/2.3/gbfs.json",
    "test/cli/systems-check.test.ts",
  ],
  [
    "./stationwatch record ./tapes/oslo --feed https://gbfs.urbansharing.com/oslobysykkel.no/gbfs.json --for 2h",
    "test/e2e/record.test.ts",
  ],
  ["aws s3 sync s3://BUCKET/polls/2026-11-27/ ./archive", "test/deployed/deployed.test.ts"],
  ["./stationwatch replay ./archive --system lyon --rules plain", "test/cli/archive.test.ts"],
  ["./stationwatch replay ./tapes/lyon --receiver dispatch", "test/e2e/receivers.test.ts"],
  ["./stationwatch receivers check dispatch", "test/e2e/receivers.test.ts"],
  ["./stationwatch receivers show dispatch", "test/cli/receivers.test.ts"],
  ["npm run test:deployed", "test/deployed/deployed.test.ts"],
  ["npm ci", ".ci/run"],
  ["npm run check", "test/ci/ci.ts"],
  ["npm run faults", "test/faults/faults.test.ts"],
  ["npm run model", "test/model/model.test.ts"],
  ["npm run faults -- --hash", "test/faults/faults.test.ts"],
  ["npm run faults -- --histories 100000", "test/ci/ci.ts"],
  ["npm run bench", "test/ci/ci.ts"],
  ["npm run mutants -- functions/core/lifecycle.ts", "test/ci/ci.ts"],
  ["npm run mutants", "test/ci/ci.ts"],
  ["npm run build", "test/e2e/ending.test.ts"],
  ["npm run schema", "test/systems/shipped.test.ts"],
  ["npm run picture", "test/picture/picture.test.ts"],
  ["npx tsx test/store/golden/write.ts", "test/store/golden/golden.test.ts"],
]);

/** Of those that print for ever, what is waited for before Ctrl-C. */
const ENDLESS = new Map([["./stationwatch tail", /^\S+ \S+ {2}riverton {2}\d+ {2}[+-]\d+, now \d+ bikes?/]]);

let folder: string;
let run: Child;
/** What the document's `export` lines set. */
const exported: NodeJS.ProcessEnv = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stationwatch-documents-"));
  const words = ["--city", "jcdecaux", "--rules", "plain", "--data", "./.stationwatch/tables"];
  run = startNode([startScript(), ...words], { cwd: folder });
  await run.until("stdout", /\n/);
});

afterAll(async () => {
  run.signalGroup("SIGINT");
  await run.ended;
  await rm(folder, { recursive: true });
});

/** How a command is tried; null when nobody knows. */
function trialOf(line: string): (() => Promise<void>) | null {
  if (RUN_ELSEWHERE.has(line)) return async () => expectRunElsewhere(line);
  if (line === "npm start -- --help") return help;
  if (/^npm run test:watch -- |^npx vitest run /.test(line)) return async () => expectTests(line);
  if (/^npx (tsc|biome|knip)\b/.test(line)) return async () => expectInCheck(line);
  if (line.startsWith("export ")) return async () => exportVariables(line);
  if (line.startsWith("aws dynamodb query ")) return async () => await queryAlerts(line);
  if (line.startsWith("./stationwatch replay ")) return async () => await replay(line);
  if (line.startsWith("./stationwatch levels ")) return async () => await levels(line);
  if (line.startsWith("./stationwatch rules diff ")) return async () => await rulesDiff(line);
  if (line.startsWith("./stationwatch ")) return async () => await ask(line);
  return null;
}

function expectRunElsewhere(line: string): void {
  expect(existsSync(join(ROOT, RUN_ELSEWHERE.get(line) ?? ""))).toBe(true);
  const [, script = "start"] = /^npm run (\S+)/.exec(line) ?? [];
  expect(Object.keys(PACKAGE.scripts)).toContain(script);
  const [, options] = line.split("npm start -- ");
  if (options !== undefined) readStartOptions(wordsOf(options));
}

/** Running them here would run this test: what is asked is whether the files that they name are there. */
function expectTests(line: string): void {
  const paths = wordsOf(line).filter((word) => word.startsWith("test/"));
  for (const path of paths)
    expect({ path, isThere: existsSync(join(ROOT, path)) }).toEqual({ path, isThere: true });
  const [, watched] = line.split("test:watch -- ");
  const names = readdirSync(join(ROOT, "test"), { recursive: true, encoding: "utf8" });
  if (watched !== undefined)
    expect(names.some((name) => name.includes(watched) && name.endsWith(".test.ts"))).toBe(true);
  const [, project] = /--project (\S+)/.exec(line) ?? [];
  if (project !== undefined) expect(["unit", "e2e", "long"]).toContain(project);
}

/** npm run check runs the same, but for the option that mends. */
function expectInCheck(line: string): void {
  expect(PACKAGE.scripts.check).toContain(line.replace(/^npx /, "").replace(" --write", ""));
}

async function help(): Promise<void> {
  const { code, stdout, stderr } = await runNode([startScript(), "--help"], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^npm start \[-- options\]: /);
}

function exportVariables(line: string): void {
  for (const word of wordsOf(line).slice(1)) {
    const [name = "", value = ""] = word.split(/=(.*)/s);
    exported[name] = value;
  }
}

async function ask(line: string): Promise<void> {
  const child = startNode([COMMAND, ...wordsOf(line).slice(1)], { cwd: folder });
  const awaited = ENDLESS.get(line);
  if (awaited !== undefined) {
    await child.until("stdout", awaited);
    child.signal("SIGINT");
  }
  const { code, stderr } = await child.ended;
  expect({ line, code, stderr: stderr.replace(/^(START|END|REPORT|\{).*\n/gm, "") }).toMatchObject({
    line,
    code: 0,
  });
  expect(stderr).not.toMatch(/^\s+at |warning/im);
}

/** The document's recordings and rules are the reader's; here the recordings are simulated. */
async function replay(line: string): Promise<void> {
  const [, , tape = ""] = wordsOf(line);
  if (tape === "--history") {
    writeFileSync(join(folder, "patient.json"), documentThatShows(line)?.rules ?? "");
    return await ask(line);
  }
  if (!existsSync(join(folder, tape)))
    await writeCityTape(join(folder, tape), { polls: 100, intervalMs: 120_000 });
  const shown = documentThatShows(line);
  if (shown !== undefined) writeFileSync(join(folder, "patient.json"), shown.rules);
  const { code, stdout } = await runNode([COMMAND, ...wordsOf(line).slice(1)], { cwd: folder });
  expect(code).toBe(0);
  if (shown?.output !== undefined) expect(stdout).toBe(shown.output);
  else expect(stdout).toMatch(/^systemId,(stationId,rule|windowStart|rule),/);
  expect(stdout.split("\n").length).toBeGreaterThan(line.includes("--totals") ? 3 : 10);
}

/** The rules stand below the command. */
async function rulesDiff(line: string): Promise<void> {
  const shown = fences(document("docs/explaining.md"));
  writeFileSync(join(folder, "patient.json"), shown.find(({ language }) => language === "json")?.text ?? "");
  await ask(line);
}

/** A month of a simulated city, by the document's own contract; the document shows what comes out, or how it begins. */
async function levels(line: string): Promise<void> {
  const shown = fences(document("docs/levels.md"));
  const position = shown.findIndex(({ text }) => text.split("\n").includes(line));
  writeFileSync(join(folder, "contract.json"), shown.find(({ language }) => language === "json")?.text ?? "");
  const tape = join(folder, wordsOf(line)[3] ?? "");
  if (!existsSync(tape)) await writeCityTape(tape, { ...QUARTERS, polls: 32 * 96, stations: 24 });
  const { code, stdout } = await runNode([COMMAND, ...wordsOf(line).slice(1)], { cwd: folder });
  expect(code).toBe(0);
  const withoutVersions = (text: string) => text.replace(/^# stationwatch .*$/m, "# stationwatch");
  const expected = shown[position + 1]?.text ?? "";
  expect(withoutVersions(stdout).slice(0, withoutVersions(expected).length)).toBe(withoutVersions(expected));
}

/** Polls each quarter of an hour, from the beginning of October on. */
const QUARTERS = { intervalMs: 900_000, startAt: Date.UTC(2026, 9, 1) };

/** What stands around a comparison in its document: the rules above it, and the output right below, if it shows one. */
function documentThatShows(line: string): { rules: string; output: string | undefined } | undefined {
  if (!line.includes(" --against ")) return undefined;
  const shown = fences(document("docs/comparing-rules.md"));
  const position = shown.findIndex(({ text }) => text.split("\n").includes(line));
  const [next] = shown.slice(position + 1);
  const rules = shown.find(({ language }) => language === "json")?.text ?? "";
  return { rules, output: next?.language === "text" ? next.text : undefined };
}

const AWS_CLI = "awscli==1.45.11";
const AWS_FOLDER = join(ROOT, ".cache/aws");

/** The AWS command line, where it can be had; in CI it must be. */
async function awsExecutable(): Promise<string | null> {
  const folders = [...(process.env.PATH ?? "").split(delimiter), join(AWS_FOLDER, "bin")];
  const found = folders.map((path) => join(path, "aws")).find((file) => existsSync(file));
  if (found !== undefined || process.env.CI !== "true") return found ?? null;
  await promisify(execFile)("python3", ["-m", "venv", AWS_FOLDER]);
  await promisify(execFile)(join(AWS_FOLDER, "bin/pip"), ["install", "--quiet", AWS_CLI]);
  return join(AWS_FOLDER, "bin/aws");
}

async function queryAlerts(line: string): Promise<void> {
  const aws = await awsExecutable();
  const { port } = new URL(findRunning(folder)?.endpoint ?? "");
  const [, , , ...words] = wordsOf(line.replace("PORT", port));
  const answer = aws === null ? await queryBySdk(words) : await queryByCli(aws, words);
  expect(answer.Items).toContainEqual(
    expect.objectContaining({
      systemId: { S: "riverton" },
      status: { S: "open" },
      openSince: expect.anything(),
    }),
  );
}

type Answer = { readonly Items?: readonly unknown[] | undefined };

async function queryByCli(aws: string, words: readonly string[]): Promise<Answer> {
  // Releases before 2.13 know no such variable: the line must do without.
  const { AWS_ENDPOINT_URL: _, ...environment } = { ...process.env, ...exported };
  const env = { ...environment, AWS_PAGER: "", AWS_DEFAULT_OUTPUT: "json" };
  const { stdout } = await promisify(execFile)(aws, ["dynamodb", "query", ...words], { env });
  return JSON.parse(stdout);
}

async function queryBySdk(words: readonly string[]): Promise<Answer> {
  process.stderr.write("there is no aws command here: its query goes through the SDK\n");
  const optionOf = (option: string) => words[words.indexOf(option) + 1] ?? "";
  const client = new DynamoDBClient({
    endpoint: optionOf("--endpoint-url"),
    region: exported.AWS_DEFAULT_REGION ?? "",
    credentials: {
      accessKeyId: exported.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: exported.AWS_SECRET_ACCESS_KEY ?? "",
    },
  });
  try {
    return await client.send(
      new QueryCommand({
        TableName: optionOf("--table-name"),
        IndexName: optionOf("--index-name"),
        KeyConditionExpression: optionOf("--key-condition-expression"),
        ExpressionAttributeValues: JSON.parse(optionOf("--expression-attribute-values")),
      }),
    );
  } finally {
    client.destroy();
  }
}

describe("what documents tell people to type works", () => {
  it.each(SHOWN_COMMANDS)("%s (%s)", async (line) => {
    const trial = trialOf(line);
    if (trial === null) throw new Error(`nothing runs "${line}": make it run here, or say what does`);
    await trial();
  });

  it.each([...DOCUMENTS])("configurations pass the check: %s", (file, text) => {
    const shown = fences(text).flatMap((fence) => (fence.language === "json" ? [fence.text] : []));
    for (const json of shown) {
      const value = JSON.parse(json) as Record<string, unknown>;
      if ("context" in value) deploymentOf(contextAlone(value.context as object), undefined);
      const isPart = !("systems" in value) && ("rules" in value || "guards" in value);
      if (isPart || "systems" in value) checkSystems(JSON.stringify({ systems: [], ...value }), file);
    }
  });

  it.runIf(process.platform !== "win32")("the command keeps exit codes and pipes", async () => {
    const shell = async (line: string) => await runProgram("sh", ["-c", line], { cwd: ROOT });
    expect(await shell("./stationwatch brew")).toMatchObject({ code: 2, stdout: "" });
    expect(await shell("./stationwatch --help | head -1")).toMatchObject({ code: 0, stderr: "" });
    expect((await shell("./stationwatch alerts list --help")).stdout).toMatch(
      /^Usage: stationwatch alerts list /,
    );
  });

  it("the README opens with the set-up and the tests", () => {
    expect(commands(README).slice(0, 2)).toEqual(["npm ci && npm start", "npm cit"]);
    expect(PACKAGE.scripts.start).toMatch(/node dist\/local\/start\.mjs$/);
  });
});

describe("a document that has rotted", () => {
  const FENCE = "```";
  const rotten = `${FENCE}sh
make coffee   # nobody runs this
./stationwatch brew
${FENCE}`;

  it("is refused for a command that nobody runs", () => {
    expect(commands(rotten).map((line) => trialOf(line) === null)).toEqual([true, false]);
  });

  it("is refused for a command that fails", async () => {
    await expect(trialOf("./stationwatch brew")?.()).rejects.toThrow(/brew/);
  });
});
