import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, it, type TestContext, vi } from "vitest";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { dynamoClient } from "../../functions/runtime/clients.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { startDynamo } from "../../local/emulators/dynamo.ts";
import { listenOnLoopback } from "../../local/emulators/ports.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import { writeCityTape } from "../city-tape.ts";
import { isAlive, untilGone } from "../local/lambda/processes.ts";
import { type Child, type Ended, familyOf, runNode, startNode } from "./child.ts";
import { COMMAND, inFolder, startScript } from "./played-tape.ts";

const WORDS = STATION_RULES.flatMap(({ words }) => [words.opened, words.resolved]).join("|");
/** Matches an alert line; those of recordings start with the day. */
const ALERT_LINE = new RegExp(
  `^(\\d{4}-\\d\\d-\\d\\d )?\\d\\d:\\d\\d:\\d\\d {2}(${WORDS}) +\\S.* \\(riverton\\)( · .+)*$`,
);

/** Starts `npm start`; the run ends with the test, whatever its result. */
function start({ onTestFinished }: TestContext, words: readonly string[], cwd: string): Child {
  // A killed run leaves its temporary files, so they go into the test's folder.
  const child = startNode([startScript(), ...words], { cwd, env: { ...process.env, TMPDIR: cwd } });
  let isOver = false;
  void child.ended.then(() => {
    isOver = true;
  });
  onTestFinished(() => {
    if (!isOver) child.signalGroup("SIGKILL");
  });
  return child;
}

/** The processes of the run: stream, functions and the run itself. */
function familyAtWork(child: Child): number[] {
  const family = familyOf(child.pid);
  if (family === null)
    process.stderr.write("left out: without /proc nobody can say which processes a run has\n");
  else expect(family.length).toBeGreaterThanOrEqual(4);
  return family ?? [child.pid];
}

function expectCalm({ stdout, stderr }: Ended): void {
  expect(stderr).not.toMatch(/^\s+at .+:\d+/m);
  expect(stderr).not.toMatch(/warning|NodeDeprecation|unhandled/i);
  for (const line of stdout.split("\n").slice(0, -1)) expect(line).toMatch(ALERT_LINE);
}

async function alertsKeptIn(directory: string): Promise<Map<string, AlertItem>> {
  const dynamo = await startDynamo(join(directory, "tables"));
  const account = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  const tables = dynamoClient({ endpoint: dynamo.endpoint, ...account });
  try {
    const { Items = [] } = await tables.send(new ScanCommand({ TableName: TABLE_NAMES.alerts }));
    return new Map((Items as AlertItem[]).map((alert) => [alert.alertId, alert]));
  } finally {
    tables.destroy();
    await dynamo.close();
  }
}

// Nothing here asks how long something took: a busy machine is slow, and a test's own time-out ends what hangs.
/** Five minutes of the city are over within seconds, and all its times are the city's. */
async function expectWindows(folder: string): Promise<void> {
  const ask = async () => (await runNode([COMMAND, "stats", "--format", "csv"], { cwd: folder })).stdout;
  await vi.waitFor(async () => expect(await ask()).toMatch(/\b2020-05-04T07:\d\d:00/), {
    interval: 500,
    timeout: 60_000,
  });
}

describe.concurrent("a run", () => {
  it("tells a true alert, ends by Ctrl-C without a trace, and a later one goes on with its tables", async (test) => {
    await inFolder(async (folder) => {
      const data = join(folder, "data");
      const first = start(test, ["--data", data], folder);
      await first.until("stdout", /\n/);
      const family = familyAtWork(first);
      const listed = await runNode([COMMAND, "alerts", "list", "--format", "json"], { cwd: folder });
      await expectWindows(folder);
      first.signalGroup("SIGINT");
      const ended = await first.ended;
      expect({ code: ended.code, signal: ended.signal }).toEqual({ code: 0, signal: null });
      expect(family.filter(isAlive)).toEqual([]);
      expect(existsSync(join(folder, ".stationwatch/local.json"))).toBe(false);
      expectCalm(ended);
      const before = await alertsKeptIn(data);
      expectTrue(ended.stdout, JSON.parse(listed.stdout).items, before);

      const second = start(test, ["--data", data], folder);
      await second.until("stdout", /\n/);
      second.signalGroup("SIGTERM");
      const again = await second.ended;
      expect(again.code).toBe(0);
      expectCalm(again);
      expectGoneOn(before, await alertsKeptIn(data));
    });
  });

  it("that is killed takes all its processes with it, and does not count as running", async (test) => {
    await inFolder(async (folder) => {
      const run = start(test, ["--city", "jcdecaux"], folder);
      await run.until("stdout", /\n/);
      const family = familyAtWork(run);
      run.signal("SIGKILL");
      await run.ended;
      for (const pid of family) await untilGone(pid);
      expect(existsSync(join(folder, ".stationwatch/local.json"))).toBe(true);
      const env = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_")),
      );
      const asked = await runNode([COMMAND, "alerts", "list"], { cwd: folder, env });
      expect(asked).toMatchObject({ code: 2, stdout: "" });
      expect(asked.stderr).toContain("no local pipeline runs in this folder");
    });
  });

  it("whose feed does not answer ends by Ctrl-C all the same", async (test) => {
    await inFolder(async (folder) => {
      let ask = () => {};
      const asked = new Promise<void>((resolve) => {
        ask = resolve;
      });
      const feed = createServer(() => ask());
      test.onTestFinished(() => closed(feed));
      const port = await listenOnLoopback(feed, 0);
      const run = start(test, ["--feed", `http://127.0.0.1:${port}/silent/gbfs.json`], folder);
      await asked;
      run.signalGroup("SIGINT");
      const ended = await run.ended;
      expect(ended.code).toBe(0);
      expectCalm(ended);
    });
  });

  it("that has played its tape waits, and ends by any signal", async (test) => {
    await inFolder(async (folder) => {
      await writeCityTape(join(folder, "tape"), { polls: 40, intervalMs: 600_000, stations: 20 });
      const run = start(test, ["--tape", "tape", "--speed", "max", "--rules", "plain"], folder);
      await run.until("stderr", /has been played/);
      run.signal("SIGTERM");
      const ended = await run.ended;
      expect(ended.code).toBe(0);
      expect(ended.stdout).toMatch(/\n/);
      expectCalm(ended);
    });
  });

  it("whose reader has read enough ends calmly", async (test) => {
    await inFolder(async (folder) => {
      await writeCityTape(join(folder, "tape"), { polls: 200, intervalMs: 600_000, stations: 20 });
      const run = start(test, ["--tape", "tape", "--speed", "max", "--rules", "plain"], folder);
      await run.until("stdout", /\n/);
      run.closeStdout();
      const ended = await run.ended;
      expect(ended.code).toBe(0);
      expect(ended.stderr).not.toMatch(/EPIPE|has been played/);
      expectCalm({ ...ended, stdout: "" });
    });
  });

  it("whose port is taken says so and leaves nothing behind", async (test) => {
    await inFolder(async (folder) => {
      const other = createServer();
      test.onTestFinished(() => closed(other));
      const port = await listenOnLoopback(other, 0);
      const ended = await start(test, ["--port", String(port)], folder).ended;
      expect(ended).toMatchObject({ code: 1, stdout: "" });
      expect(ended.stderr).toBe(
        `port ${port} on 127.0.0.1 is taken by another program: expected a free one, or 0 for any\n`,
      );
      expect(existsSync(join(folder, ".stationwatch"))).toBe(false);
    });
  });
});

/** Expects that printed alerts are in the table, both from a second terminal and after the end. */
function expectTrue(
  stdout: string,
  listed: readonly AlertItem[],
  kept: ReadonlyMap<string, AlertItem>,
): void {
  const [line = ""] = stdout.split("\n");
  const isTold = ({ baseline, stationName, rule }: AlertItem) =>
    line.includes(`  ${stationName}`) &&
    (/ {2}(empty|full|closed) /.test(line) ? !baseline && line.includes(rule) : true);
  expect(listed.filter(isTold)).not.toEqual([]);
  expect([...kept.values()].filter(isTold)).not.toEqual([]);
}

/** Expects that every alert is still there: ended ones unchanged, open ones still open or ended once. */
function expectGoneOn(before: ReadonlyMap<string, AlertItem>, after: ReadonlyMap<string, AlertItem>): void {
  expect(before.size).toBeGreaterThan(0);
  for (const [alertId, alert] of before) {
    const now = after.get(alertId);
    if (alert.status === "resolved") expect(now).toEqual(alert);
    else
      expect(now).toMatchObject({
        startedAt: alert.startedAt,
        openedAt: alert.openedAt,
        baseline: alert.baseline,
      });
  }
  const open = [...after.values()].filter(({ status }) => status === "open");
  const subjects = open.map(({ stationId, rule }) => `${stationId}/${rule}`);
  expect(subjects).toEqual([...new Set(subjects)]);
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
