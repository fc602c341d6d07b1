import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openTape } from "../../../local/tape/read.ts";
import { writeTape } from "../../tape-writer.ts";
import { collect, JCDECAUX, makeFolder, QUAY_URL, response } from "./tapes.ts";

test("a recording that breaks off leaves nothing behind that looks like a tape", async () => {
  const folder = await makeFolder();
  async function* breaksOff() {
    yield response(0, QUAY_URL, []);
    throw new Error("the feed is gone");
  }
  await expect(writeTape(folder, { system: JCDECAUX, responses: breaksOff() })).rejects.toThrow(
    "the feed is gone",
  );
  expect(await readdir(folder)).toEqual([]);
});

test("a recording that cannot be written rejects and does not wait", async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, "file"), "");
  const recording = { system: JCDECAUX, responses: [response(0, QUAY_URL, [])] };
  await expect(writeTape(join(folder, "file", "tape"), recording)).rejects.toThrow(/ENOTDIR/);
});

test("a tape is never overwritten", async () => {
  const folder = await makeFolder();
  await writeTape(folder, { system: JCDECAUX, responses: [response(0, QUAY_URL, [])] });
  await expect(writeTape(folder, { system: JCDECAUX, responses: [] })).rejects.toThrow(
    /tape\.json: exists, and a recording is never overwritten/,
  );
  expect(await collect((await openTape(folder)).responses())).toHaveLength(1);
});

test("the head says what was recorded, and an empty recording is a tape", async () => {
  const folder = await makeFolder();
  await writeTape(folder, { system: JCDECAUX, responses: [] });
  const head = JSON.parse(await readFile(join(folder, "tape.json"), "utf8"));
  expect(head).toEqual({ format: 1, system: JCDECAUX, responses: 0, from: null, to: null });
  expect(await collect((await openTape(folder)).responses())).toEqual([]);
});

test("long recordings are written as they come", async () => {
  const folder = await makeFolder();
  async function* long() {
    for (let index = 0; index < 300; index++)
      yield response(index, QUAY_URL, `${Math.sin(index + 1)}`.repeat(3000));
  }
  expect(await writeTape(folder, { system: JCDECAUX, responses: long() })).toBe(300);
  let read = 0;
  for await (const { body } of (await openTape(folder)).responses()) read += body.length > 10_000 ? 1 : 0;
  expect(read).toBe(300);
});
