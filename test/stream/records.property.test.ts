import fc from "fast-check";
import { expect, test } from "vitest";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { readingsOf } from "../../functions/core/observation.ts";
import { decodeRecord, encodeRecord } from "../../functions/stream/records.ts";

fc.configureGlobal({ seed: 20_260_504 });

const time = fc.integer({ min: 1, max: 4_000_000_000_000 });
const known = fc.nat({ max: 1_000_000_000_000 });
const count = fc.option(known);
const degrees = fc.option(fc.double({ min: -180, max: 180, noNaN: true }).map((value) => value + 0));
const stationId = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
  fc.constantFrom("__proto__", "constructor", "é".repeat(128)),
);
const head = { systemId: fc.string({ unit: "binary", minLength: 1, maxLength: 80 }), fetchedAt: time };

const message: fc.Arbitrary<StreamMessage> = fc.oneof(
  fc.record({
    type: fc.constant("snapshot" as const),
    ...head,
    publishedAt: fc.option(time),
    ttlSeconds: known,
    stations: fc
      .array(
        fc.record({
          stationId,
          vehicles: count,
          docks: count,
          flags: fc.nat({ max: 2_047 }),
          ebikes: fc.option(known, { nil: undefined }),
        }),
      )
      .map(readingsOf),
  }),
  fc.record({ type: fc.constant("unchanged" as const), ...head, snapshotAt: time }),
  fc.record({
    type: fc.constant("failed" as const),
    ...head,
    reason: fc.string({ unit: "binary" }),
    httpStatus: fc.option(fc.nat({ max: 599 })),
  }),
  fc.record({ type: fc.constant("retired" as const), ...head }),
  fc.record({
    type: fc.constant("roster" as const),
    ...head,
    timeZone: fc.option(fc.constant("Europe/Paris")),
    openingHours: fc.option(fc.constant("24/7"), { nil: undefined }),
    stations: fc.array(
      fc.record(
        {
          stationId,
          name: fc.string({ unit: "binary" }),
          address: fc.option(fc.string()),
          latitude: degrees,
          longitude: degrees,
          capacity: count,
          openingHours: fc.constantFrom("24/7", "Mo-Su 06:00-22:00; PH off"),
          hasDocks: fc.constant(false as const),
        },
        { requiredKeys: ["stationId", "name", "address", "latitude", "longitude", "capacity"] },
      ),
    ),
  }),
);

test("what is encoded is decoded as it was", () => {
  fc.assert(
    fc.property(message, (sent) => {
      expect(decodeRecord(encodeRecord(sent), sent.fetchedAt)).toEqual(sent);
    }),
    { numRuns: 300 },
  );
});

test("whatever the bytes, decoding gives a message or one sentence", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map((text) => Buffer.from(text)),
  );
  fc.assert(
    fc.property(bytes, (any) => {
      expect(decodeRecord(any, 1)).toEqual({ type: "unreadable", reason: expect.stringMatching(/^.+$/s) });
    }),
    { numRuns: 500 },
  );
});

test("one value changed for any other never throws, and what is read still has its system", () => {
  fc.assert(
    fc.property(message, fc.nat(), fc.jsonValue({ maxDepth: 3 }), (sent, place, value) => {
      const wire = JSON.parse(Buffer.from(encodeRecord(sent)).toString("utf8"));
      const stations = Object.values(wire)
        .flatMap((list): unknown[][] => (Array.isArray(list) ? [list, ...list] : []))
        .filter(Array.isArray);
      const places: [Record<PropertyKey, unknown>, PropertyKey][] = [
        ...Object.keys(wire).map((key): [Record<PropertyKey, unknown>, PropertyKey] => [wire, key]),
        ...stations.flatMap((tuple) =>
          tuple.map((_, index): [Record<PropertyKey, unknown>, PropertyKey] => [
            tuple as unknown as Record<PropertyKey, unknown>,
            index,
          ]),
        ),
      ];
      const [owner, key] = places[place % places.length] ?? [wire, "v"];
      owner[key] = value;
      const decoded = decodeRecord(Buffer.from(JSON.stringify(wire)), sent.fetchedAt);
      if (decoded.type === "unreadable")
        expect(decoded.reason).toMatch(/expected|not JSON|after the arrival/);
      else expect(decoded.systemId).toBe(wire.systemId);
    }),
    { numRuns: 500 },
  );
});
