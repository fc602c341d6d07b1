import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { DeleteParameterCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { unpack } from "../../cli/archive/files.ts";
import type { AlertsChanged } from "../../functions/core/announcement.ts";
import { ENVIRONMENT } from "../../functions/runtime/environment.ts";
import { METRICS_NAMESPACE } from "../../functions/runtime/metrics.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import { eventually, timed } from "../../local/aws-emulators/progress.ts";
import { runCaptured } from "../cli/captured-world.ts";
import { Deployment, SEEN_TIMEOUT_MS, STACK } from "./deployment.ts";
import { setVariables, switchMapping } from "./function-settings.ts";
import { expectKeyedOutcomes, KEYED, type KeyedSystems } from "./keyed-systems.ts";
import { KINDS, kindsOf, leftoversOf } from "./leftovers.ts";
import { logLines, metricLines } from "./logs.ts";
import { placeFrom } from "./place.ts";
import { takeAll } from "./queue.ts";
import { type ListeningQueue, startQueueBehindBus } from "./queue-behind-bus.ts";
import { everythingWritten, placesOf, textsIn, type Written } from "./secret-search.ts";
import { callQuery } from "./signed-call.ts";
import { emptyIn, lastOutcome, messagesOn } from "./stream-messages.ts";
import { driveDetector } from "./true-mapping.ts";

const place = placeFrom(process.env);

const SCHEDULE_TIMEOUT_MS = 150_000;
const LOGGED_TIMEOUT_MS = 60_000;
const ARCHIVED_TIMEOUT_MS = place.isOnThisMachine ? 60_000 : 20 * 60_000;
const KEY_PARAMETER = `/${STACK}/api-key`;
const ABSENT_PARAMETER = `/${STACK}/nothing-here`;

/** Compares templates, since LocalStack's change sets are always empty. */
const DIFF = ["diff", "--fail", "--method=template"];

/** Takes one stack from its first deployment to its end: each step continues where the last one stopped. */
describe(`deployed to ${place.name}`, () => {
  const apiKey = `canary-${randomBytes(16).toString("hex")}`;
  let on: Deployment;
  let keyed: KeyedSystems | null = null;
  let told: ListeningQueue | null = null;
  /** The events that arrived in the queue behind the bus. */
  const events: { readonly detail: AlertsChanged }[] = [];
  let isBroken = false;

  beforeAll(async () => {
    on = await Deployment.start(place);
    await on.services.parameters.send(
      new PutParameterCommand({ Name: KEY_PARAMETER, Value: apiKey, Type: "SecureString", Overwrite: true }),
    );
  });

  afterAll(async () => {
    await on.services.parameters.send(new DeleteParameterCommand({ Name: KEY_PARAMETER }));
    await told?.close();
    await keyed?.close();
    await on.close();
  });

  beforeEach(() => {
    if (isBroken) throw new Error("not tried: a step before this one has failed");
  });

  afterEach(({ task }) => {
    isBroken ||= task.result?.state === "fail";
  });

  async function takeEvents(): Promise<typeof events> {
    const { queues } = on.services;
    events.push(...((await takeAll(queues, told?.queueUrl ?? "")) as typeof events));
    return events;
  }

  test("cdk deploys it, and every output has a value", async () => {
    on.configure({ full: false, closed: false });
    await on.cdk("synth", "--quiet");
    await on.deploy();
    for (const value of Object.values(on.stack)) expect(value).not.toMatch(/^$|unknown/);
  });

  test("cdk diff is empty after the deployment", async () => {
    await on.cdk(...DIFF);
  });

  test("the schedule polls, and what is empty is in the table and found by the command", async () => {
    const { systemId } = on.polledSystem;
    await timed("the schedule's first poll", () =>
      eventually(SCHEDULE_TIMEOUT_MS, async () => {
        // A live feed may have changed since, so the expectation is what it said when it was last polled.
        const polled = await messagesOn(on.services, on.stack.streamName);
        const expected = place.feed === null ? await on.city.empty() : emptyIn(polled, systemId);
        expect(expected.length).toBeGreaterThan(0);
        expect(await on.openStations("empty", systemId)).toEqual(expected);
      }),
    );
    await on.pollAndSee();
    const { Items } = await on.services.tables.send(new ScanCommand({ TableName: on.stack.alertsTable }));
    const ofCity = Items?.filter((item) => item.systemId === on.city.entry.systemId);
    expect(ofCity?.map(({ stationId }) => stationId).sort()).toEqual(await on.city.empty());
    await eventually(SEEN_TIMEOUT_MS, async () => void (await on.command("doctor")));
  });

  test("an event about what has changed arrives in a queue behind the bus", async () => {
    told = await startQueueBehindBus(on.services, on.stack.busName, `${STACK}-told`);
    const before = new Set(await on.city.empty());
    on.city.liveOn(30);
    const opened = (await on.city.empty()).filter((stationId) => !before.has(stationId));
    expect(opened.length).toBeGreaterThan(0);
    await on.pollAndSee();
    await eventually(SEEN_TIMEOUT_MS, async () => {
      const ofCity = (await takeEvents()).filter(({ detail }) => detail.systemId === on.city.entry.systemId);
      const stations = ofCity.flatMap(({ detail }) => detail.opened.map(({ stationId }) => stationId));
      expect([...new Set(stations)].sort()).toEqual(opened);
    });
  });

  test("a record that is garbage ends in the faults queue, and the rest goes on", async () => {
    await on.putGarbage("garbage");
    on.city.liveOn(30);
    await on.pollAndSee();
    await eventually(SEEN_TIMEOUT_MS, async () => expect(await on.faultTexts()).toContain("garbage"));
  });

  test("under AWS's semantics a failing detector causes delay and no loss", async () => {
    const { functions } = on.services;
    const { detectFunction, stateTable } = on.stack;
    await switchMapping(functions, detectFunction, false);
    await setVariables(functions, detectFunction, { [ENVIRONMENT.stateTable]: "not-there" });
    const driven = await driveDetector(on.services, on.stack);
    try {
      await on.putGarbage("more garbage");
      on.city.liveOn(30);
      await on.poll();
      await eventually(SEEN_TIMEOUT_MS, async () => expect(driven.outcomes.length).toBeGreaterThan(2));
      expect(await on.openStations("empty")).not.toEqual(await on.city.empty());
      await setVariables(functions, detectFunction, { [ENVIRONMENT.stateTable]: stateTable });
      await driven.idle();
    } finally {
      await driven.close();
      await setVariables(functions, detectFunction, { [ENVIRONMENT.stateTable]: stateTable });
      await switchMapping(functions, detectFunction, true);
    }
    expect(await on.openStations("empty")).toEqual(await on.city.empty());
    expect(driven.outcomes[0]).toMatchObject({
      type: "success",
      payload: { batchItemFailures: [{ itemIdentifier: expect.any(String) }] },
    });
    expect(driven.givenUp).toEqual([]);
    expect(await on.faultTexts()).toContain("more garbage");
  });

  test("cdk diff shows a changed rule", async () => {
    on.configure({ closed: false });
    await expect(on.cdk(...DIFF)).rejects.toThrow("ended with 1");
  });

  test("state and open alerts survive the deployment of a changed rule", async () => {
    const { systemId } = on.city.entry;
    const before = await on.alerts(systemId, "--open", "--rule", "empty");
    expect(before.length).toBeGreaterThan(0);
    await on.deploy();
    await on.pollAndSee();
    const full = await on.city.full();
    expect(full.length).toBeGreaterThan(0);
    await eventually(SEEN_TIMEOUT_MS, async () => expect(await on.openStations("full")).toEqual(full));
    expect(await on.alerts(systemId, "--open", "--rule", "empty")).toEqual(before);
    // An alert that was open before the deployment ends after it, as one episode.
    on.city.liveOn(60);
    await on.pollAndSee();
    const after = await on.alerts(systemId, "--rule", "empty");
    const ended = before.flatMap(({ alertId }) =>
      after.filter((alert) => alert.alertId === alertId && alert.status === "resolved"),
    );
    expect(ended.length).toBeGreaterThan(0);
  });

  test("cdk diff is empty after that deployment too", async () => {
    await on.cdk(...DIFF);
  });

  test("a system whose key cannot be had fails alone, with the reason, and an alarm counts it", async () => {
    keyed = await on.city.keyed(apiKey, KEY_PARAMETER, ABSENT_PARAMETER);
    on.configure({ closed: false }, keyed.entries);
    await on.cdk("synth", "--quiet");
    await on.deploy();
    const reached = on.reachesLoopback;
    const others = [...(reached ? [KEYED] : []), on.polledSystem.systemId];
    // A live feed is polled at most once a minute.
    const timeoutMs = place.feed === null ? SEEN_TIMEOUT_MS : SCHEDULE_TIMEOUT_MS;
    // Two rounds, so that the changes between them reach the queue behind the bus.
    for (const minutes of [0, 30]) {
      on.city.liveOn(minutes);
      const since = Date.now();
      await eventually(timeoutMs, async () => {
        expect(await on.invokePoller()).toMatchObject({ failures: [] });
        const messages = await messagesOn(on.services, on.stack.streamName);
        expectKeyedOutcomes(messages, ABSENT_PARAMETER, reached);
        for (const systemId of others) {
          const { type, fetchedAt } = lastOutcome(messages, systemId) ?? { fetchedAt: 0 };
          expect(fetchedAt).toBeGreaterThan(since);
          expect(type).toMatch(/snapshot|unchanged/);
        }
      });
    }
    const polled = await messagesOn(on.services, on.stack.streamName);
    const failures = polled.filter(({ type }) => type === "failed").length;
    await eventually(LOGGED_TIMEOUT_MS, async () => {
      const counts = metricLines(await logLines(STACK, on.services));
      expect(counts.reduce((sum, { failed = 0 }) => sum + failed, 0)).toBeGreaterThanOrEqual(failures);
    });
    const alarm = await callQuery(on.services, "monitoring", "DescribeAlarms", {
      "AlarmNames.member.1": `${STACK}-low-FeedsFailing`,
    });
    expect(alarm).toContain("<MetricName>down</MetricName>");
    expect(alarm).toContain(`<Namespace>${METRICS_NAMESPACE}</Namespace>`);
  });

  test("the API key is nowhere but where it is kept", async () => {
    await on.putGarbage(`garbage about ${KEYED}`);
    const { services, stack, assembly, city } = on;
    const faults: unknown[] = [];
    let written: Written = new Map();
    // Each kind of place must contain some known text; otherwise finding no key could mean that nothing was searched.
    const there = new Map([
      ["assembly", KEYED],
      ["template", "AWS::Lambda::Function"],
      ["variables", stack.streamName],
      ["logs", '"polled"'],
      ["stream", KEYED],
      ["tables", KEYED],
      ["events", on.reachesLoopback ? KEYED : city.entry.systemId],
      ["faults", KEYED],
    ]);
    await eventually(SEEN_TIMEOUT_MS, async () => {
      for (const [name, url] of Object.entries(stack))
        if (name.endsWith("QueueUrl")) faults.push(...(await takeAll(services.queues, url)));
      written = new Map([
        ...(await everythingWritten(STACK, stack, services, assembly)),
        ["events", textsIn(await takeEvents())],
        ["faults", textsIn(faults)],
      ]);
      for (const [where, word] of there) expect(placesOf(word, written)).toContain(where);
    });
    expect([...written.keys()].sort()).toEqual([...there.keys()].sort());
    expect(placesOf(apiKey, written)).toEqual([]);
  });

  test(
    "the archive has the stream's records, without the key, and replay reads them",
    async () => {
      if (!on.isArchived) return;
      const { systemId } = on.city.entry;
      const newest = lastOutcome(await messagesOn(on.services, on.stack.streamName), systemId);
      const folder = join(on.folder, "archive");
      const found = async () => {
        rmSync(folder, { recursive: true, force: true });
        const names = await on.fetchArchive(folder);
        for (const name of names) expect(name).toMatch(/^polls\/\d{4}-\d\d-\d\d\/[^/]+$/);
        const records = await Promise.all(
          names.map(async (name) => (await unpack(join(folder, name))).records),
        );
        return records.flat();
      };
      // On AWS, Firehose fills a file for a quarter of an hour.
      await eventually(ARCHIVED_TIMEOUT_MS, async () => {
        const texts = await found();
        const archived = texts.map((text) => decodeRecord(Buffer.from(text), Date.now()));
        expect(archived.some((message) => isDeepStrictEqual(message, newest))).toBe(true);
        expect(texts.filter((text) => text.includes(apiKey))).toEqual([]);
      });
      const asked = ["replay", folder, "--system", systemId, "--rules", "plain", "--format", "csv"];
      const { exitCode, stdout, stderr } = await runCaptured(asked);
      expect({ exitCode, isTold: stderr.includes("the record is not JSON") }).toEqual({
        exitCode: 0,
        isTold: true,
      });
      const lines = stdout.split("\n").slice(1, -1);
      expect(lines.length).toBeGreaterThan(0);
      for (const line of lines) expect(line.startsWith(`${systemId},`)).toBe(true);
    },
    ARCHIVED_TIMEOUT_MS * 2,
  );

  test("cdk destroy leaves nothing behind", async () => {
    await told?.close();
    told = null;
    expect(kindsOf(await leftoversOf(STACK, on.stack, on.services))).toEqual(KINDS);
    await on.cdk("destroy", "--force");
    // The archive is to be kept, and is still there.
    await on.deleteArchive();
    expect(await leftoversOf(STACK, on.stack, on.services)).toEqual([]);
  });
});
