import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { AlertsChanged } from "../../functions/core/announcement.ts";
import type { Roster } from "../../functions/core/roster.ts";
import { busClient, kinesisClient, queueClient } from "../../functions/runtime/clients.ts";
import { Bus } from "../../functions/stream/bus.ts";
import { FaultsQueue } from "../../functions/stream/faults-queue.ts";
import { Publisher } from "../../functions/stream/publisher.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import { anOpening, at, reading, snapshot, T0 } from "../core/builders.ts";
import { type Call, serveJson } from "../doubles/json-server.ts";
import { serviceError } from "../doubles/service-error.ts";

beforeAll(() => {
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "nobody");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "nothing");
  return () => vi.unstubAllEnvs();
});

function digest(algorithm: "md5" | "sha256", text: string): Buffer {
  return createHash(algorithm).update(text).digest();
}

/** A service that answers with the given function and records its calls; it closes after the test. */
async function serviceThat(answers: (call: Call) => object) {
  const calls: Call[] = [];
  const server = await serveJson((call) => {
    calls.push(call);
    return answers(call);
  });
  onTestFinished(server.close);
  return { endpoint: server.endpoint, calls };
}

const acknowledges = () => ({ ShardId: "shardId-000000000000", SequenceNumber: "49" });

describe("the publisher", () => {
  async function publisherTo(answers: () => object = acknowledges) {
    const { endpoint, calls } = await serviceThat(answers);
    return { publisher: new Publisher(kinesisClient({ endpoint }), "polls"), calls };
  }

  function put(call: { body: Readonly<Record<string, unknown>> } | undefined) {
    return decodeRecord(Buffer.from(String(call?.body.Data), "base64"), at(1));
  }

  function rosterOf(stations: number, name: string, address: string): Roster {
    const place = { name, address, latitude: 45.75, longitude: 4.85, capacity: 20 };
    return {
      type: "roster",
      systemId: "hill",
      fetchedAt: T0,
      timeZone: "Europe/Paris",
      stations: Array.from({ length: stations }, (_, index) => ({ stationId: `${index}`, ...place })),
    };
  }

  test("puts one record for an outcome, its partition key the system's id", async () => {
    const { publisher, calls } = await publisherTo();
    const outcome = snapshot(T0, reading("a", 1), reading("é", null));
    await publisher.publishOutcome(outcome);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      target: "Kinesis_20131202.PutRecord",
      body: { StreamName: "polls", PartitionKey: "hill" },
    });
    expect(put(calls[0])).toEqual(outcome);
  });

  /** Text that hardly packs. */
  const noise = (index: number) => createHash("sha512").update(`${index}`).digest("base64");

  test("packs a roster that is too large as it is, so that one of as many stations as there may be fits", async () => {
    const { publisher, calls } = await publisherTo();
    const long = rosterOf(
      20_000,
      "Place de la République, côté gare",
      "1 bis rue Édouard-Herriot, Villeurbanne",
    );
    expect(await publisher.publishRoster(long)).toEqual({ leftOut: null });
    expect(put(calls[0])).toEqual(long);
  });

  test("leaves the addresses of a roster out where it is too large with them, and says so", async () => {
    const { publisher, calls } = await publisherTo();
    expect(await publisher.publishRoster(rosterOf(10, "Gate", "1 Gate Road"))).toEqual({ leftOut: null });
    const large = rosterOf(20_000, "Gate", "");
    const stations = large.stations.map((station, index) => ({ ...station, address: noise(index) }));
    const { leftOut } = await publisher.publishRoster({ ...large, stations });
    expect(leftOut).toMatch(
      /^addresses are left out: with them the names of 20000 stations take \d+ bytes, expected at most 1047552$/,
    );
    expect(calls.map(put)).toEqual([
      rosterOf(10, "Gate", "1 Gate Road"),
      { ...large, stations: stations.map((station) => ({ ...station, address: null })) },
    ]);
  });

  test("refuses what is too large for a record, and puts nothing", async () => {
    const { publisher, calls } = await publisherTo();
    const stations = Array.from({ length: 10_000 }, (_, index) => reading(`${index}`.padStart(100, "0"), 1));
    await expect(publisher.publishOutcome(snapshot(T0, ...stations))).rejects.toThrow(
      /^the snapshot of hill takes \d{7} bytes, expected at most 1047552$/,
    );
    const large = rosterOf(20_000, "", "");
    const named = large.stations.map((station, index) => ({ ...station, name: noise(index) }));
    await expect(publisher.publishRoster({ ...large, stations: named })).rejects.toThrow(RangeError);
    // It would pack well, but nobody would unpack so much.
    await expect(publisher.publishRoster(rosterOf(20_000, "x".repeat(1_000), ""))).rejects.toThrow(
      RangeError,
    );
    expect(calls).toEqual([]);
  });

  test("throws where the stream does not acknowledge", async () => {
    const { publisher } = await publisherTo(() => {
      throw serviceError("ResourceNotFoundException", "no such stream");
    });
    await expect(publisher.publishOutcome(snapshot(T0))).rejects.toThrow("no such stream");
  });
});

describe("the bus", () => {
  function changes(id: string, padding = 0): AlertsChanged {
    const opened = padding === 0 ? [] : [{ ...OPENED, address: "x".repeat(padding) }];
    const at = "2026-05-04T08:00:00.000Z";
    return { version: 1, id, systemId: "hill", at, part: 1, parts: 1, summary: "", opened, resolved: [] };
  }
  const { observed, type: _type, openedAt: _at, resolution: _end, ...rest } = anOpening();
  const OPENED = { ...rest, ...observed, startedAt: "2026-05-04T08:00:00.000Z" };

  async function busTo(answer: object = { FailedEntryCount: 0, Entries: [] }) {
    const { endpoint, calls } = await serviceThat(() => answer);
    const bus = new Bus(busClient({ endpoint }), "alerts");
    const entries = () => calls.map(({ body }) => body.Entries as { Detail: string }[]);
    return { bus, calls, entries };
  }

  test("takes an announcement as one event at the time of its poll", async () => {
    const { bus, calls } = await busTo();
    await bus.announce([changes("1")]);
    expect(calls).toEqual([
      {
        target: "AWSEvents.PutEvents",
        body: {
          Entries: [
            {
              EventBusName: "alerts",
              Source: "stationwatch",
              DetailType: "Alerts Changed",
              Time: T0 / 1_000,
              Detail: JSON.stringify(changes("1")),
            },
          ],
        },
      },
    ]);
  });

  test("takes ten a call at most, and 240 KB, in order", async () => {
    const { bus, entries } = await busTo();
    const many = Array.from({ length: 23 }, (_, index) => changes(`${index}`));
    await bus.announce(many);
    await bus.announce([changes("a", 150_000), changes("b", 150_000), changes("c")]);
    expect(entries().map((call) => call.length)).toEqual([10, 10, 3, 1, 2]);
    const ids = entries().flatMap((call) => call.map(({ Detail }) => JSON.parse(Detail).id));
    expect(ids).toEqual([...many.map(({ id }) => id), "a", "b", "c"]);
  });

  test("that takes only a part makes the announcement fail with the reason", async () => {
    const partly = {
      FailedEntryCount: 1,
      Entries: [{ EventId: "1" }, { ErrorCode: "InternalFailure", ErrorMessage: "later" }],
    };
    const { bus } = await busTo(partly);
    await expect(bus.announce([changes("1"), changes("2")])).rejects.toThrow(
      "the bus refused 1 of 2 events: InternalFailure later",
    );
  });
});

describe("the faults queue", () => {
  async function queueTo() {
    const { endpoint, calls } = await serviceThat(({ body }) => ({
      MessageId: "1",
      MD5OfMessageBody: digest("md5", String(body.MessageBody)).toString("hex"),
    }));
    const faults = new FaultsQueue(queueClient({ endpoint }), `${endpoint}/000000000000/faults`);
    const texts = () => calls.map(({ body }) => String(body.MessageBody));
    return { faults, calls, texts };
  }
  const raw = { shardId: "shardId-000000000000", sequenceNumber: "49", arrivedAt: T0 };

  test("keeps a record with its place, its bytes and the reason", async () => {
    const { faults, calls, texts } = await queueTo();
    const bytes = Buffer.from([0, 255, 1, 2]);
    await faults.setAside({ systemId: null, reason: "no JSON", record: { ...raw, bytes }, effect: null });
    expect(calls[0]?.target).toBe("AmazonSQS.SendMessage");
    const message = JSON.parse(texts()[0] ?? "");
    expect(message).toEqual({
      v: 1,
      systemId: null,
      reason: "no JSON",
      shardId: raw.shardId,
      sequenceNumber: "49",
      arrivedAt: "2026-05-04T08:00:00.000Z",
      bytes: expect.any(String),
    });
    expect(inflateRawSync(Buffer.from(message.bytes, "base64"))).toEqual(bytes);
  });

  test("keeps an effect", async () => {
    const { faults, texts } = await queueTo();
    await faults.setAside({ systemId: "hill", reason: "refused", record: null, effect: anOpening() });
    expect(JSON.parse(texts()[0] ?? "")).toEqual({
      v: 1,
      systemId: "hill",
      reason: "refused",
      effect: anOpening(),
    });
  });

  test("tells where a record stands whose bytes are too many for a message", async () => {
    const { faults, texts } = await queueTo();
    const noise = Buffer.concat(Array.from({ length: 10_000 }, (_, index) => digest("sha256", `${index}`)));
    await faults.setAside({
      systemId: null,
      reason: "no JSON",
      record: { ...raw, bytes: noise },
      effect: null,
    });
    expect(JSON.parse(texts()[0] ?? "")).not.toHaveProperty("bytes");
    expect(JSON.parse(texts()[0] ?? "")).toMatchObject({ sequenceNumber: "49" });
  });

  test("sends no character that SQS refuses, and loses none", async () => {
    const { faults, texts } = await queueTo();
    const reason = 'systemId is "\uffff\ud800\u0001é\u007f"';
    await faults.setAside({ systemId: "\ufffe", reason, record: null, effect: null });
    expect(texts()[0]).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(texts()[0] ?? "")).toEqual({ v: 1, systemId: "\ufffe", reason });
  });
});
