import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { bodyReader } from "../../functions/feeds/response-body.ts";

const PART = Buffer.alloc(200_000, " ");
const LIMITS = { wireBytesMax: 16_000_000, bodyBytesMax: 16_000_000, comingMsMax: 600_000 };
const never = new AbortController().signal;

/** Bodies of 800 kB, of which none ends before all have come so far. */
function slowBodies(count: number): IncomingMessage[] {
  const held: (() => unknown)[] = [];
  return Array.from({ length: count }, () => {
    let parts = 0;
    const body = new Readable({
      highWaterMark: 1,
      read() {
        parts += 1;
        if (parts < 4) this.push(PART);
        else if (parts === 4) held.push(() => [PART, null].map((part) => this.push(part)));
        if (held.length === count) for (const go of held.splice(0)) go();
      },
    });
    return Object.assign(body, { headers: {} }) as unknown as IncomingMessage;
  });
}

test("twelve slow feeds of a common size come in at once: none waits for another", async () => {
  const readBody = bodyReader(LIMITS);
  const bodies = await Promise.all(slowBodies(12).map((body) => readBody(body, never)));
  expect(bodies.map(({ text }) => text.length)).toEqual(Array.from({ length: 12 }, () => 4 * PART.length));
});

test("larger bodies come out one a turn, so that what else waits is heard between two that take long to parse", async () => {
  const readBody = bodyReader(LIMITS);
  let turn = 0;
  const tick = () => {
    turn += 1;
    next = setImmediate(tick);
  };
  let next = setImmediate(tick);
  const turns = await Promise.all(
    slowBodies(12).map(async (body) => {
      await readBody(body, never);
      return turn;
    }),
  );
  clearImmediate(next);
  expect(new Set(turns).size).toBe(turns.length);
});
