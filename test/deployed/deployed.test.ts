import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { PutRecordCommand } from "@aws-sdk/client-kinesis";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findStack } from "../../cli/stack.ts";
import type { AlertsChanged } from "../../functions/core/announcement.ts";
import type { Polled } from "../../functions/poll/poll.ts";
import { ENVIRONMENT } from "../../functions/runtime/environment.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import type { FaultMessage } from "../../functions/stream/faults-queue.ts";
import type { RuleSettings } from "../../functions/systems/configuration.ts";
import type { StackOutputs } from "../../infra/outputs.ts";
import { runCaptured } from "../cli/captured-world.ts";
import { type Cdk, cdkFor } from "./cdk.ts";
import { setVariables, switchMapping } from "./function-settings.ts";
import { leftoversOf } from "./leftovers.ts";
import { findPlace, type Place } from "./place.ts";
import { eventually, say, timed } from "./progress.ts";
import { startQueueBehindBus, takeAll } from "./queue-behind-bus.ts";
import { type Services, servicesAt } from "./services.ts";
import { driveDetector } from "./true-mapping.ts";
import { startWatchedCity, type WatchedCity } from "./watched-city.ts";

const STACK = "stationwatch-suite";
const SCHEDULE_TIMEOUT_MS = 150_000;
const SEEN_TIMEOUT_MS = 60_000;
const POLL_SECONDS = 2;

const place = await findPlace();
if (place === null) test("there is nothing to deploy to", () => say("nothing was tried"));
else describe(`deployed to ${place.environment.AWS_ENDPOINT_URL}`, () => suite(place));

/** One stack from its first deployment to its end: each test goes on where the one before has stopped. */
function suite({ environment, close }: Place): void {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-deployed-"));
  const systemsFile = join(folder, "systems.json");
  const cdk: Cdk = cdkFor({ environment, stack: STACK, systemsFile, folder });
  let services: Services;
  let city: WatchedCity;
  let stack: StackOutputs;
  let isDestroyed = false;
  let isBroken = false;

  beforeAll(async () => {
    // The command looks for keys where the SDK does.
    Object.assign(process.env, environment);
    services = await servicesAt(environment);
    city = await startWatchedCity();
  });

  afterAll(async () => {
    if (!isDestroyed) await cdk("destroy", "--force").catch((error: Error) => say(error.message));
    await city.close();
    for (const client of Object.values(services)) client.destroy();
    await close();
    rmSync(folder, { recursive: true });
  });

  beforeEach(() => {
    if (isBroken) throw new Error("not tried: a step before this one has failed");
  });

  afterEach(({ task }) => {
    isBroken ||= task.result?.state === "fail";
  });

  async function isBootstrapped(): Promise<boolean> {
    try {
      await services.stacks.send(new DescribeStacksCommand({ StackName: "CDKToolkit" }));
      return true;
    } catch {
      return false;
    }
  }

  /** Resolves when the poller, with feeds on this machine allowed to it, is as deployed. */
  async function deploy(rules: RuleSettings): Promise<void> {
    const entry = { ...city.entry, pollSeconds: POLL_SECONDS };
    writeFileSync(systemsFile, JSON.stringify({ rules, systems: [entry] }));
    if (!(await isBootstrapped())) await cdk("bootstrap");
    await cdk("deploy", "--require-approval", "never");
    stack = await findStack(STACK, services.stacks);
    await setVariables(services.functions, stack.pollFunction, { [ENVIRONMENT.loopbackFeeds]: "allow" });
  }

  async function command(...words: readonly string[]): Promise<string> {
    const options = { environment: { ...environment }, folder, now: Date.now() };
    const { exitCode, stdout, stderr } = await runCaptured(["--stack", STACK, ...words], options);
    if (exitCode !== 0)
      throw new Error(`stationwatch ${words.join(" ")} ended with ${exitCode}: ${stderr}${stdout}`);
    return stdout;
  }

  async function openAlerts(rule: "empty" | "full"): Promise<AlertItem[]> {
    const words = ["alerts", "list", "--open", "--rule", rule, "--limit", "1000", "--format", "ndjson"];
    const lines = (await command(...words)).split("\n").filter((line) => line !== "");
    return lines.map((line) => JSON.parse(line) as AlertItem);
  }

  async function openStations(rule: "empty" | "full"): Promise<string[]> {
    return (await openAlerts(rule)).map(({ stationId }) => stationId ?? "").sort();
  }

  /** Polls until one has really asked; the schedule may have been quicker, then that one has. */
  async function poll(): Promise<void> {
    await eventually(SEEN_TIMEOUT_MS, async () => {
      const polled = JSON.parse(await command("invoke", "poll", "--deployed")) as Polled;
      expect(polled).toMatchObject({ due: 1, failed: 0, troubles: [] });
    });
  }

  /** Polls, and resolves when the open alerts are just what the city's feed says. */
  async function pollAndSee(): Promise<void> {
    await poll();
    const expected = await city.empty();
    await eventually(SEEN_TIMEOUT_MS, async () => expect(await openStations("empty")).toEqual(expected));
  }

  async function putGarbage(text: string): Promise<void> {
    await services.streams.send(
      new PutRecordCommand({
        StreamName: stack.streamName,
        PartitionKey: city.entry.systemId,
        Data: new TextEncoder().encode(text),
      }),
    );
  }

  async function faultTexts(): Promise<string[]> {
    const faults = (await takeAll(services.queues, stack.faultsQueueUrl)) as FaultMessage[];
    return faults.map(({ bytes }) => inflateRawSync(Buffer.from(bytes ?? "", "base64")).toString());
  }

  test("cdk deploys it, and every output has a value", async () => {
    await deploy({ full: false, closed: false });
    for (const value of Object.values(stack)) expect(value).not.toMatch(/^$|unknown/);
  });

  test("cdk diff is empty then", async () => {
    await cdk("diff", "--fail");
  });

  test("the schedule polls, and what is empty is in the table and found by the command", async () => {
    const expected = await city.empty();
    expect(expected.length).toBeGreaterThan(0);
    await timed("the schedule's first poll", () =>
      eventually(SCHEDULE_TIMEOUT_MS, async () => expect(await openStations("empty")).toEqual(expected)),
    );
    const { Items } = await services.tables.send(new ScanCommand({ TableName: stack.alertsTable }));
    expect(Items?.map(({ stationId }) => stationId).sort()).toEqual(expected);
    // For a system that wants to be asked every other second, once a minute is late.
    await poll();
    await eventually(SEEN_TIMEOUT_MS, async () => void (await command("doctor")));
  });

  test("an event about what has changed arrives in a queue behind the bus", async () => {
    const behindBus = await startQueueBehindBus(services, stack.busName, `${STACK}-told`);
    const before = new Set(await city.empty());
    city.liveOn(30);
    const after = await city.empty();
    const opened = after.filter((stationId) => !before.has(stationId));
    expect(opened.length).toBeGreaterThan(0);
    const told = new Set<string>();
    try {
      await pollAndSee();
      await eventually(SEEN_TIMEOUT_MS, async () => {
        const events = (await takeAll(services.queues, behindBus.queueUrl)) as { detail: AlertsChanged }[];
        for (const { detail } of events) for (const { stationId } of detail.opened) told.add(stationId);
        expect([...told].sort()).toEqual(opened);
      });
    } finally {
      await behindBus.close();
    }
  });

  test("a record that is garbage ends in the faults queue, and the rest goes on", async () => {
    await putGarbage("garbage");
    city.liveOn(30);
    await pollAndSee();
    await eventually(SEEN_TIMEOUT_MS, async () => expect(await faultTexts()).toContain("garbage"));
  });

  test("under the true semantics a failing detector delays and loses nothing", async () => {
    const { functions } = services;
    const { detectFunction, stateTable } = stack;
    await switchMapping(functions, detectFunction, false);
    await setVariables(functions, detectFunction, { [ENVIRONMENT.stateTable]: "not-there" });
    const driven = await driveDetector(services, stack);
    try {
      await putGarbage("more garbage");
      city.liveOn(30);
      await poll();
      await eventually(SEEN_TIMEOUT_MS, async () => expect(driven.outcomes.length).toBeGreaterThan(2));
      expect(await openStations("empty")).not.toEqual(await city.empty());
      await setVariables(functions, detectFunction, { [ENVIRONMENT.stateTable]: stateTable });
      await driven.idle();
    } finally {
      await driven.close();
      await setVariables(functions, detectFunction, { [ENVIRONMENT.stateTable]: stateTable });
      await switchMapping(functions, detectFunction, true);
    }
    expect(await openStations("empty")).toEqual(await city.empty());
    expect(driven.outcomes[0]).toMatchObject({
      type: "success",
      payload: { batchItemFailures: [{ itemIdentifier: expect.any(String) }] },
    });
    expect(driven.givenUp).toEqual([]);
    expect(await faultTexts()).toContain("more garbage");
  });

  test("state and open alerts survive a deployment with another rule", async () => {
    const before = await openAlerts("empty");
    expect(before.length).toBeGreaterThan(0);
    await deploy({ closed: false });
    await pollAndSee();
    const kept = await openAlerts("empty");
    expect(kept.map(({ alertId }) => alertId).sort()).toEqual(before.map(({ alertId }) => alertId).sort());
    const full = await city.full();
    expect(full.length).toBeGreaterThan(0);
    await eventually(SEEN_TIMEOUT_MS, async () => expect(await openStations("full")).toEqual(full));
  });

  test("cdk diff is empty then too", async () => {
    await cdk("diff", "--fail");
  });

  test("cdk destroy leaves nothing behind", async () => {
    expect(await leftoversOf(STACK, services, environment)).not.toEqual([]);
    await cdk("destroy", "--force");
    isDestroyed = true;
    expect(await leftoversOf(STACK, services, environment)).toEqual([]);
  });
}
