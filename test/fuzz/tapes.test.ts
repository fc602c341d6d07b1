import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { contentsOf } from "../../cli/archive/contents.ts";
import { archivedMessages } from "../../cli/archive/messages.ts";
import { encodeRecord } from "../../functions/stream/records.ts";
import { onLoopback, statusUrls } from "../../local/tape/discovery.ts";
import { findPieces, packPiece } from "../../local/tape/pieces.ts";
import { openTape } from "../../local/tape/read.ts";
import { TapeError } from "../../local/tape/tape.ts";
import { files } from "../cli/feed-bodies.ts";
import { GBFS, JCDECAUX, QUAY_URL, response } from "../local/tape/tapes.ts";
import { fuzz, fuzzLater } from "./harness.ts";
import { bytesLike, jsonLike } from "./hostile.ts";

const folder = mkdtempSync(join(tmpdir(), "stationwatch-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HEADS = [GBFS, JCDECAUX].map((system) => ({
  format: 1,
  system,
  source: "by hand",
  responses: 2,
  from: "2026-05-04T08:00:00Z",
  to: null,
}));
const LINE = { ...response(0, QUAY_URL, []), at: "2026-05-04T08:00:00Z" };
const LINES = `${JSON.stringify(LINE)}\n${JSON.stringify({ ...LINE, status: 503, body: "no" })}\n`;

async function read(head: string, archive: Uint8Array): Promise<number> {
  writeFileSync(join(folder, "tape.json"), head);
  writeFileSync(join(folder, "responses.ndjson.gz"), archive);
  const tape = await openTape(folder);
  let responses = 0;
  for await (const { at, status, body } of tape.responses()) {
    responses += 1;
    expect(Number.isFinite(at) && status >= 100 && status <= 599).toBe(true);
    expect(typeof body).toBe("string");
  }
  return responses;
}

test("a tape's head may say anything", async () => {
  await fuzzLater({
    inputs: jsonLike(...HEADS),
    parse: (head) => read(head, gzipSync("")),
    refusals: [TapeError],
  });
});

test("its lines may say anything, and its archive be of any bytes", async () => {
  const lines = jsonLike(LINE).map((text) => gzipSync(`${LINES}${text}\n${LINES}`, { level: 1 }));
  await fuzzLater({
    inputs: fc.oneof(lines, bytesLike(gzipSync(LINES))),
    parse: (archive) => read(JSON.stringify(HEADS[0]), archive),
    refusals: [TapeError],
  });
});

test("what a recorder goes on with may be any bytes", async () => {
  const file = join(folder, "pieces");
  const pieces = Buffer.concat([packPiece([]), packPiece([JSON.stringify(LINE)]), packPiece(["a", "b"])]);
  await fuzzLater({
    inputs: bytesLike(pieces),
    parse: async (bytes) => {
      writeFileSync(file, bytes);
      const handle = await open(file);
      const found = await findPieces(handle).finally(() => handle.close());
      expect((found?.end ?? 0) <= bytes.length).toBe(true);
      return found?.lines ?? 0;
    },
    refusals: [],
  });
});

test("so may a file of an archive, and its records say anything", async () => {
  const file = join(folder, "archived.gz");
  const failed = { type: "failed", systemId: "hill", fetchedAt: 5, reason: "no", httpStatus: 503 } as const;
  const record = Buffer.from(encodeRecord(failed)).toString();
  const records = jsonLike(JSON.parse(record)).map((text) => Buffer.from(`${record}\n${text}${record}`));
  await fuzzLater({
    inputs: fc.oneof(records, bytesLike(gzipSync(`${record}\n${record}\n`))),
    parse: async (bytes) => {
      writeFileSync(file, bytes);
      const contents = await contentsOf([file], () => undefined);
      let read = 0;
      for (const [systemId, archived] of contents) {
        for await (const message of archivedMessages(systemId, archived, () => undefined)) {
          expect(message.systemId).toBe(systemId);
          read++;
        }
      }
      return read;
    },
    refusals: [],
  });
});

const ORIGIN = "http://127.0.0.1:4567";

test("so may a gbfs.json on it, and no feed of it is the live one", () => {
  const base = new URL("https://feeds.example/gbfs.json");
  fuzz({
    inputs: jsonLike(files().gbfs),
    runs: 300,
    parse: (body) => {
      const served = onLoopback(body, base, ORIGIN);
      return statusUrls(served, base);
    },
    check: (urls) => {
      for (const url of urls) expect(url.origin).toBe(ORIGIN);
    },
  });
});
