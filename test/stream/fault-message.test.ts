import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { RawItem } from "../../functions/core/refusal.ts";
import type { Fault } from "../../functions/detect/ports.ts";
import { faultBodies, readFaultBody, unpackedBytes } from "../../functions/stream/fault-message.ts";

const FAULT: Fault = { systemId: "hill", reason: "it is broken", record: null, effect: null };
const PLACE = { shardId: "shardId-000000000000", sequenceNumber: "49", arrivedAt: Date.UTC(2026, 4, 4) };

test("a record's bytes come back as they were", () => {
  const check = fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
    const [body = ""] = faultBodies({ ...FAULT, record: { ...PLACE, bytes } });
    const message = readFaultBody(body);
    expect(message).toMatchObject({ systemId: "hill", reason: "it is broken", sequenceNumber: "49" });
    expect(Buffer.from(unpackedBytes(message?.bytes ?? "") ?? [])).toEqual(Buffer.from(bytes));
  });
  fc.assert(check, { numRuns: 50 });
});

test("items that are too long for one message come back from the texts of all parts, in order", () => {
  const noise = Buffer.from(Array.from({ length: 400_000 }, (_, at) => (at * at * 2_654_435_761) >>> 24));
  const items: RawItem[] = [{ systemId: "hill", columns: noise }];
  const messages = faultBodies({ ...FAULT, items }).map(readFaultBody);
  expect(messages.length).toBeGreaterThan(1);
  expect(messages.map((message) => [message?.part, message?.parts])).toEqual(
    messages.map((_, index) => [index + 1, messages.length]),
  );
  const texts = messages.map((message) => message?.items ?? "");
  const [read] = JSON.parse(Buffer.from(unpackedBytes(...texts) ?? []).toString("utf8"));
  expect(read).toEqual({ systemId: "hill", columns: noise.toString("base64") });
  expect(unpackedBytes(...texts.slice(1))).toBeNull();
});

test.each([
  "",
  "garbage",
  "null",
  "[]",
  '"text"',
  "{}",
  '{"v":2,"systemId":null,"reason":"x"}',
  '{"v":1,"systemId":7,"reason":"x"}',
  '{"v":1,"systemId":null}',
  '{"v":1,"systemId":null,"reason":"x","bytes":7}',
  '{"v":1,"systemId":null,"reason":"x","parts":"2"}',
  '{"v":1,"systemId":null,"reason":"x","shardId":{}}',
])("%s is no fault", (body) => {
  expect(readFaultBody(body)).toBeNull();
});

test("what anybody has put into the queue reads as a fault or as none, and never throws", () => {
  const check = fc.property(fc.oneof(fc.json(), fc.string()), (body) => void readFaultBody(body));
  fc.assert(check, { numRuns: 200 });
});

test("what would unpack to more than a table or a stream holds is not unpacked", () => {
  const bomb = deflateRawSync(Buffer.alloc(17_000_000)).toString("base64");
  expect(bomb.length).toBeLessThan(40_000);
  expect(unpackedBytes(bomb)).toBeNull();
  expect(unpackedBytes("not packed")).toBeNull();
});
