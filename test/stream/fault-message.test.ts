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

/** Bytes that hardly pack, by the multiplicative generator of Park and Miller. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let word = 1;
  for (let at = 0; at < length; at++) {
    word = (word * 48_271) % 2_147_483_647;
    bytes[at] = word >>> 8;
  }
  return bytes;
}

test("items that are too long for one message come back from the texts of all parts, in order", () => {
  const items: RawItem[] = [{ systemId: "hill", columns: noise(400_000) }];
  const messages = faultBodies({ ...FAULT, items }).map(readFaultBody);
  expect(messages.map((message) => [message?.part, message?.parts])).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
  const texts = messages.map((message) => message?.items ?? "");
  expect(texts.map(({ length }) => length).slice(0, 2)).toEqual([200_000, 200_000]);
  expect(texts.at(-1)?.length).toBeLessThanOrEqual(200_000);
  const [read] = JSON.parse(Buffer.from(unpackedBytes(...texts) ?? []).toString("utf8"));
  expect(read).toEqual({ systemId: "hill", columns: noise(400_000).toString("base64") });
  expect(unpackedBytes(...texts.slice(1))).toBeNull();
});

test("items keep the sets and large numbers that JSON has not", () => {
  const items: RawItem[] = [{ systemId: "hill", ids: new Set(["a", "b"]), version: 2n ** 70n, at: 5 }];
  const [body = ""] = faultBodies({ ...FAULT, items });
  const bytes = unpackedBytes(readFaultBody(body)?.items ?? "") ?? [];
  expect(JSON.parse(Buffer.from(bytes).toString("utf8"))).toEqual([
    { systemId: "hill", ids: ["a", "b"], version: String(2n ** 70n), at: 5 },
  ]);
});

test("a record whose packed bytes just fit is in its message, and one of a byte more is on the stream alone", () => {
  const all = noise(150_000);
  // What does not pack grows a little, by how much is zlib's business; 150,000 bytes are 200,000 characters of base64.
  const isFitting = (length: number) => deflateRawSync(all.subarray(0, length)).byteLength <= 150_000;
  let length = all.byteLength;
  while (!isFitting(length)) length--;
  const textOf = (bytes: Uint8Array) => {
    const [body = ""] = faultBodies({ ...FAULT, record: { ...PLACE, bytes } });
    return readFaultBody(body)?.bytes;
  };
  expect(textOf(all.subarray(0, length))).toHaveLength(200_000);
  expect(textOf(all.subarray(0, length + 1))).toBeUndefined();
});

test("a fault of a system that nobody knows is one", () => {
  expect(readFaultBody('{"v":1,"systemId":null,"reason":"x"}')).toEqual({
    v: 1,
    systemId: null,
    reason: "x",
  });
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
  '{"v":1,"reason":"x"}',
  '{"v":1,"systemId":null,"reason":7}',
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
