import { brotliCompressSync, brotliDecompressSync, deflateRawSync } from "node:zlib";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { KinesisStreamEvent } from "aws-lambda";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { StreamMessage, Unreadable } from "../../functions/core/messages.ts";
import { isCount, STATION_ID_BYTES_MAX, STATIONS_MAX } from "../../functions/core/observation.ts";
import type { Roster } from "../../functions/core/roster.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { shardOf } from "../../functions/poll/shard.ts";
import { packState, unpackState } from "../../functions/store/packed-state.ts";
import { RosterStore } from "../../functions/store/roster-store.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { readBatch } from "../../functions/stream/batch.ts";
import { decodeRecord, encodePackedRoster, encodeRecord } from "../../functions/stream/records.ts";
import type { StreamRecord } from "../../local/mapping/record.ts";
import { readResponse } from "../../local/mapping/response.ts";
import {
  anOpening,
  aResolving,
  at,
  observationsOf,
  reading,
  retired,
  run,
  snapshot,
  unchanged,
} from "../core/builders.ts";
import { expectSentence, fuzz, fuzzLater } from "./harness.ts";
import { bytesLike, jsonLike, longTexts, valueLike } from "./hostile.ts";

const TEXT_CHARACTERS_MAX = 1_024;
const ARRIVED_AT = at(10);

const SNAPSHOT = { ...snapshot(at(0), reading("a", 1, 2), reading("é", 3, 4)), publishedAt: at(0) };
const ROSTER: Roster = {
  type: "roster",
  systemId: "hill",
  fetchedAt: at(0),
  timeZone: "Europe/Paris",
  openingHours: "24/7",
  stations: [{ stationId: "a", name: "A", address: null, latitude: 1, longitude: 2, capacity: 3 }],
};
const FAILED = {
  type: "failed",
  systemId: "hill",
  fetchedAt: at(1),
  reason: "answered with status 500",
  httpStatus: 500,
} as const;
const MESSAGES = [SNAPSHOT, ROSTER, unchanged(at(1), at(0)), FAILED, retired(at(2))];
const RECORDS = [...MESSAGES.map(encodeRecord), encodePackedRoster(ROSTER)];
const WIRES = RECORDS.map((bytes) => JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown);

/** Checks that a decoded record is valid, whatever the bytes were. */
function expectMessage(message: StreamMessage | Unreadable): void {
  if (message.type === "unreadable") {
    expectSentence(message.reason, 2 * TEXT_CHARACTERS_MAX + 100);
    return;
  }
  expect(message.systemId.length).toBeLessThanOrEqual(TEXT_CHARACTERS_MAX);
  expect(Number.isFinite(new Date(message.fetchedAt).getTime())).toBe(true);
  if (message.type === "failed") expect(message.reason.length).toBeLessThanOrEqual(TEXT_CHARACTERS_MAX);
  if (message.type !== "snapshot" && message.type !== "roster") return;
  const isRoster = message.type === "roster";
  const stations = isRoster ? message.stations : observationsOf(message.stations);
  expect(stations.length).toBeLessThanOrEqual(STATIONS_MAX);
  for (const station of stations) {
    expect(Buffer.byteLength(station.stationId)).toBeLessThanOrEqual(STATION_ID_BYTES_MAX);
    const count = "capacity" in station ? station.capacity : station.vehicles;
    expect(count === null || isCount(count)).toBe(true);
  }
}

const EVENT = {
  Records: RECORDS.slice(0, 2).map((bytes, index) => ({
    eventID: `shardId-000000000003:${index}`,
    kinesis: {
      partitionKey: "hill",
      sequenceNumber: `4955${index}`,
      data: Buffer.from(bytes).toString("base64"),
      approximateArrivalTimestamp: ARRIVED_AT / 1_000,
    },
  })),
};

const BATCH: readonly StreamRecord[] = ["1", "2"].map((sequenceNumber) => ({
  sequenceNumber,
  partitionKey: "hill",
  dataBytes: 9,
  arrivedAt: ARRIVED_AT,
}));

/** A state with everything: held, absent, pending and open, in the middle of a window. */
const STATE = run([
  snapshot(at(0), reading("a", 0), reading("b", 3), reading("c", 5, 0)),
  snapshot(at(1), reading("a", 2), reading("b", 0)),
  snapshot(at(2), reading("a", 0), reading("b", 0)),
]).state;
const COLUMNS = packState(STATE);
/** Small bytes that unpack to 64 MB. */
const BOMB = brotliCompressSync(Buffer.alloc(64_000_000, 1));

/** Makes each number of the columns endless in turn: a byte from 128 up says that more follow. */
const ENDLESS = Array.from(brotliDecompressSync(COLUMNS), (_, place) => {
  const columns = brotliDecompressSync(COLUMNS);
  const endless = [...new Array<number>(400).fill(255), 1];
  return brotliCompressSync(
    Uint8Array.from([...columns.subarray(0, place), ...endless, ...columns.subarray(place + 1)]),
  );
});

const packed = fc.oneof(
  { weight: 9, arbitrary: bytesLike(COLUMNS) },
  {
    weight: 20,
    arbitrary: bytesLike(brotliDecompressSync(COLUMNS)).map(
      (columns) => new Uint8Array(brotliCompressSync(columns)),
    ),
  },
  fc.constant(new Uint8Array(BOMB)),
);

/** A table that holds only this item. */
function tableOf(item: object): DynamoDBDocumentClient {
  return { send: async () => ({ Item: item }) } as unknown as DynamoDBDocumentClient;
}

const EFFECTS = [anOpening(), aResolving({ stationId: "b" })];
const pending = fc.oneof(
  { weight: 9, arbitrary: jsonLike(EFFECTS) },
  { weight: 9, arbitrary: jsonLike(EFFECTS).map((text) => new Uint8Array(deflateRawSync(text))) },
  { weight: 9, arbitrary: bytesLike(deflateRawSync(JSON.stringify(EFFECTS))) },
  fc.constant(new Uint8Array(BOMB)),
);

const PARSERS: readonly [string, () => void][] = [
  [
    "a record of the stream",
    () =>
      fuzz({
        inputs: fc.oneof(
          jsonLike(...WIRES).map((text) => new Uint8Array(Buffer.from(text))),
          bytesLike(...RECORDS),
        ),
        long: [
          ...longTexts(["", '{"v":1,"systemId":"']).map((text) => new Uint8Array(Buffer.from(text))),
          encodeRecord({ ...FAILED, reason: "x".repeat(900_000) }),
        ],
        runs: 400,
        parse: (bytes) => decodeRecord(bytes, ARRIVED_AT),
        check: expectMessage,
      }),
  ],
  [
    "a batch, whoever invokes with it",
    () =>
      fuzz({
        inputs: valueLike(EVENT),
        runs: 300,
        parse: (event) => readBatch(event as KinesisStreamEvent),
        refusals: [Error],
        check: (records) => {
          for (const { arrivedAt, shardId, sequenceNumber, message } of records) {
            expect(Number.isSafeInteger(arrivedAt)).toBe(true);
            expect([typeof shardId, typeof sequenceNumber]).toEqual(["string", "string"]);
            expectMessage(message);
          }
        },
      }),
  ],
  [
    "the packed columns of a state",
    () =>
      fuzz({
        inputs: packed,
        long: ENDLESS,
        runs: 300,
        parse: (bytes) => unpackState(bytes, STATE),
        refusals: [RangeError, Error],
        check: ({ columns, rules, window, absentSince }) => {
          const length = STATE.stationIds.length;
          const { present, vehicles, docks, flags } = columns;
          const sums = window === null ? [] : Object.values(window).filter((one) => typeof one === "object");
          const states = STATION_RULES.flatMap(({ name }) =>
            [rules[name] ?? []].filter(({ length }) => length > 0),
          );
          for (const column of [present, vehicles, docks, flags, ...states, ...sums]) {
            expect(column).toHaveLength(length);
          }
          for (const value of [...vehicles, ...docks, ...flags]) {
            expect(value === null || (Number.isInteger(value) && value >= 0)).toBe(true);
          }
          for (const value of [...sums.flat(), ...absentSince.keys(), ...absentSince.values()]) {
            expect(Number.isFinite(value)).toBe(true);
          }
        },
      }),
  ],
  [
    "the event of a poller",
    () =>
      fuzz({
        inputs: valueLike({ time: "2026-05-04T08:00:00Z", shard: 1, of: 4 }),
        parse: (event) => shardOf(event as object),
        refusals: [Error],
        check: ({ shard, of }) => expect(shard >= 0 && shard < of).toBe(true),
      }),
  ],
  [
    "the answer of a function to the mapping",
    () =>
      fuzz({
        inputs: valueLike({ batchItemFailures: [{ itemIdentifier: "2" }] }),
        parse: (payload) => readResponse(payload, BATCH, "fails the batch"),
        check: (verdict) => expect(["done", "failed", "partial"]).toContain(verdict.type),
      }),
  ],
];

test.each(PARSERS)("%s may say anything", (_what, fuzzIt) => {
  fuzzIt();
});

/** Only this code writes such items, so a bad one may raise any error, but nothing worse. */
test("so may the items of a state and of a roster", async () => {
  const ids = deflateRawSync(JSON.stringify(STATE.stationIds));
  await fuzzLater({
    inputs: pending,
    parse: async (some) => {
      const item = { format: 2, version: 1, stationsItem: "s", ids, columns: COLUMNS, pending: some };
      const [state, roster] = await Promise.allSettled([
        new StateStore(tableOf(item), "states").load("hill"),
        new RosterStore(tableOf({ stations: some }), "states").load("hill", 0),
      ]);
      return [state, roster].map((one) => (one.status === "rejected" ? (one.reason as unknown) : null));
    },
    check: (errors) => {
      for (const error of errors) if (error !== null) expect(error).toBeInstanceOf(Error);
    },
  });
});
