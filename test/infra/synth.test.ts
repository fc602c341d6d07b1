import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { ROOT } from "./synthesised.ts";

const folder = mkdtempSync(join(tmpdir(), "stationwatch-synth-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Lists the processes that the command has started, one a line. */
const STARTED = join(folder, "started");
/** Loaded into every Node process that the command starts. */
const CUT = join(folder, "cut.mjs");
writeFileSync(
  CUT,
  `import childProcess from "node:child_process";
import { appendFileSync } from "node:fs";
import { Socket } from "node:net";
const { spawn } = childProcess;
childProcess.spawn = (...all) => {
  appendFileSync(${JSON.stringify(STARTED)}, all.slice(0, 2).flat().join(" ") + "\\n");
  return spawn(...all);
};
Socket.prototype.connect = function connect() {
  process.nextTick(() => this.destroy(new Error("the network is cut")));
  return this;
};
`,
);

/** Runs a program as on a machine without accounts, with no other program than Node on its path. */
function runAlone(...words: readonly string[]) {
  return spawnSync(process.execPath, words, {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      PATH: [dirname(process.execPath), "/bin", "/usr/bin"].join(delimiter),
      HOME: folder,
      TMPDIR: folder,
      NODE_OPTIONS: `--import=${pathToFileURL(CUT)}`,
      NO_COLOR: "1",
    },
  });
}

const CDK = join(ROOT, "node_modules", "aws-cdk", "bin", "cdk");

describe("a synthesis", () => {
  test("needs no account, no key, no network and no home", () => {
    const output = join(folder, "cdk.out");
    const { status, stderr } = runAlone(CDK, "synth", "--quiet", "--output", output, "-c", "stage=prod");
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const template = JSON.parse(readFileSync(join(output, "stationwatch-prod.template.json"), "utf8"));
    expect(Object.keys(template.Resources).length).toBeGreaterThan(30);
  });

  test("says in one plain sentence what was wrong", () => {
    const output = join(folder, "refused");
    const { status, stderr } = runAlone(CDK, "synth", "--quiet", "--output", output, "-c", "stgae=prod");
    expect(status).toBe(1);
    expect(stderr).toMatch(/^the context key "stgae" is unknown, did you mean stage\? expected [\w, ]+$/m);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(existsSync(join(output, "manifest.json"))).toBe(false);
  });
});

/** The processes that one refused synthesis with this context starts. */
function startedBy(...context: readonly string[]): string {
  rmSync(STARTED, { force: true });
  runAlone(CDK, "synth", "--quiet", "--output", join(folder, "refused"), "-c", "stage=none", ...context);
  return readFileSync(STARTED, "utf8");
}

test("the command starts the app, and nothing that tells AWS of it unless it is asked to", () => {
  expect(startedBy()).toMatch(/^.*infra\/app\.ts.*\n$/);
  expect(startedBy("-c", "cli-telemetry=true")).toMatch(/telemetry/);
});

test("where the network is cut, nobody connects", () => {
  const { stdout } = runAlone(
    "--input-type=module",
    "--eval",
    'fetch("http://127.0.0.1:49152/").catch(({ cause }) => process.stdout.write(cause.message));',
  );
  expect(stdout).toBe("the network is cut");
});
