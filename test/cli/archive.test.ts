import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { contentsOf, headOf } from "../../cli/archive/contents.ts";
import { archivedFiles } from "../../cli/archive/files.ts";
import { archivedMessages } from "../../cli/archive/messages.ts";
import { pollTape } from "../../cli/replay/polls.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { encodeRecord } from "../../functions/stream/records.ts";
import { openTape } from "../../local/tape/read.ts";
import { writeCityTape } from "../city-tape.ts";
import { failed, reading, retired, snapshot, T0, unchanged } from "../core/builders.ts";
import { runCaptured } from "./captured-world.ts";

const MINUTE_MS = 60_000;
const root = mkdtempSync(join(tmpdir(), "stationwatch-archive-"));
const tape = join(root, "tape");
let messages: StreamMessage[] = [];
/** What replay prints of the tape, which is what it must print of an archive of the same polls. */
let expected = "";

beforeAll(async () => {
  await writeCityTape(tape, { polls: 60, intervalMs: 2 * MINUTE_MS, stations: 40 });
  for await (const message of pollTape(await openTape(tape))) messages.push(message);
  // On the stream a roster's time is a moment after that of the counts that were fetched before it.
  messages = messages.map((one) =>
    one.type === "roster" ? { ...one, fetchedAt: one.fetchedAt + 900 } : one,
  );
  expected = (await replay(tape)).stdout;
  expect(expected.split("\n").length).toBeGreaterThan(30);
});

afterAll(() => rmSync(root, { recursive: true }));

const replay = async (folder: string, ...more: readonly string[]) =>
  await runCaptured(["replay", folder, "--rules", "plain", "--format", "csv", ...more]);

const textOf = (message: StreamMessage) => Buffer.from(encodeRecord(message)).toString();

const fail = (sentence: string) => {
  throw new Error(sentence);
};

/** Writes files into a new folder, as Firehose names them; `texts` are whole files. */
function archiveOf(files: readonly (string | Buffer)[], nameOf = firehoseName): string {
  const folder = mkdtempSync(join(root, "files-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [index, file] of files.entries()) {
    const path = join(folder, nameOf(index));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file);
  }
  return folder;
}

function firehoseName(index: number): string {
  const second = String(index % 60).padStart(2, "0");
  const uuid = "11b7f2a0-3c52-4a33-9d3e-0123456789ab";
  return `2026-05-0${1 + (index % 3)}/stack-Delivery-1-2026-05-04-05-06-${second}-${uuid}.gz`;
}

const packed = (records: readonly string[]) => gzipSync(records.map((record) => `${record}\n`).join(""));

/** The same city under another name, as it would share a stream. */
const twin = () => messages.map((message) => ({ ...message, systemId: "twin" }));

/** How records come to lie in files: which in which, in what order, how often. */
const SPREADS = fc.record({
  files: fc.integer({ min: 1, max: 8 }),
  shift: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 200, maxLength: 200 }),
  repeats: fc.array(fc.nat({ max: 119 }), { maxLength: 5 }),
  isReversed: fc.boolean(),
  isPacked: fc.boolean(),
  isParted: fc.boolean(),
});

describe("an archive", () => {
  test("replays as the tape of the same polls, however its records lie in its files", async () => {
    await fc.assert(
      fc.asyncProperty(SPREADS, async ({ files, shift, repeats, isReversed, isPacked, isParted }) => {
        const all = [...messages, ...twin()].sort((a, b) => a.fetchedAt - b.fetchedAt);
        const texts: string[][] = Array.from({ length: files }, () => []);
        for (const [index, message] of all.entries()) {
          const file = Math.floor((index * files) / all.length) + (shift[index] ?? 0);
          texts[Math.min(file, files - 1)]?.push(textOf(message));
          if (repeats.includes(index)) texts[(file + 1) % files]?.push(textOf(message));
        }
        const folder = archiveOf(
          texts.map((records) => {
            const text = (isReversed ? records.toReversed() : records).join(isParted ? "\n" : "");
            return isPacked ? gzipSync(text) : text;
          }),
        );
        const { exitCode, stdout } = await replay(folder, "--system", "riverton");
        expect({ exitCode, isSame: stdout === expected }).toEqual({ exitCode: 0, isSame: true });
      }),
      { numRuns: 8 },
    );
  });

  test("gives the poller's records in their order, each roster before the counts that were fetched with it", async () => {
    const folder = archiveOf([packed(messages.map(textOf))]);
    const contents = await contentsOf(await archivedFiles(folder), fail);
    const archived = contents.get("riverton");
    const found: StreamMessage[] = [];
    if (archived !== undefined)
      for await (const message of archivedMessages("riverton", archived, fail)) found.push(message);
    expect(found).toEqual(messages);
    expect(found[0]?.type).toBe("roster");
  });

  test("puts a roster before the counts of its own moment, wherever the files are parted", async () => {
    const [roster, first, second] = messages;
    if (roster === undefined || first === undefined || second === undefined) throw new Error("no messages");
    const alike = { ...roster, fetchedAt: first.fetchedAt };
    for (const files of [[[first, alike], [second]], [[alike, first, second]], [[first], [alike, second]]]) {
      const folder = archiveOf(files.map((records) => packed(records.map(textOf))));
      const contents = await contentsOf(await archivedFiles(folder), fail);
      const found: StreamMessage[] = [];
      for (const [systemId, archived] of contents)
        for await (const message of archivedMessages(systemId, archived, fail)) found.push(message);
      expect(found).toEqual([alike, first, second]);
    }
  });

  test("tells whose a record of any type is, in whatever order its keys are", () => {
    const head = { systemId: "riverton", fetchedAt: T0 };
    const polls: StreamMessage[] = [
      snapshot(T0, reading("a", 1)),
      unchanged(T0, T0 - MINUTE_MS),
      failed(T0),
      retired(T0),
    ];
    for (const poll of polls) {
      const record = JSON.parse(textOf({ ...poll, ...head })) as object;
      const turned = JSON.stringify(Object.fromEntries(Object.entries(record).toReversed()));
      expect(headOf(turned)).toEqual(head);
    }
    expect(headOf("{}")).toHaveProperty("reason");
  });

  test("counts a record that came twice once, and says so", async () => {
    const folder = archiveOf([packed(messages.map(textOf)), packed(messages.slice(5, 8).map(textOf))]);
    expect(await replay(folder)).toEqual({
      exitCode: 0,
      stdout: expected,
      stderr: "The rules are the plain ones.\nriverton: 3 records came more than once, and count once\n",
    });
    const one = archiveOf([packed([...messages, ...messages.slice(4, 5)].map(textOf))]);
    expect((await replay(one)).stderr).toContain("riverton: 1 record came more than once");
  });

  test("of several systems wants to know which", async () => {
    const folder = archiveOf([packed([...messages, ...twin()].map(textOf))]);
    const sentence = /^stationwatch: ".+" has 2 systems: riverton, twin; say which one is meant\n$/;
    expect(await replay(folder)).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(sentence),
    });
    expect((await replay(folder, "--system", "rivertown")).stderr).toMatch(
      /no system "rivertown" is in ".+": did you mean riverton\?/,
    );
    const { stdout } = await replay(folder, "--system", "twin");
    expect(stdout).toBe(expected.replaceAll("riverton,", "twin,"));
  });

  test("tells what is broken by its place, and uses the rest", async () => {
    const texts = messages.map(textOf);
    const whole = gzipSync(texts.map((text) => `${text}\n`).join(""), { level: 0 });
    const torn = whole.subarray(0, Math.floor(whole.length / 2));
    const inTorn = gunzipSync(torn, { finishFlush: 2 }).toString().split("\n").length - 1;
    const spoilt = gzipSync("spoilt");
    spoilt[12] = 0xff;
    const odd = ['{"v":9,"type":"snapshot","systemId":"riverton","fetchedAt":1}', "garbage", "{}"];
    const files = [
      torn,
      packed([...texts.slice(inTorn, -1), ...odd, ...texts.slice(-1)]),
      spoilt,
      "",
      Buffer.from("no archive"),
    ];
    const names = ["a.gz", "b.gz", "c.gz", "d.gz", "readme.txt"];
    const folder = archiveOf(files, (index) => names[index] ?? "");
    const { exitCode, stdout, stderr } = await replay(folder);
    expect({ exitCode, isSame: stdout === expected }).toEqual({ exitCode: 0, isSame: true });
    const place = (name: string) => join(folder, name);
    const [first, ...others] = stderr.split("\n");
    expect(first).toBe(
      `${place("a.gz")}: ends in the middle of its gzip; ${inTorn} records before that count`,
    );
    const at = texts.length - inTorn;
    expect(others).toEqual([
      `${place("b.gz")} record ${at + 1}: the record is not JSON`,
      expect.stringContaining(`${place("b.gz")} record ${at + 2}: v is missing, expected 1`),
      expect.stringMatching(/c\.gz: cannot be unpacked: /),
      `${place("d.gz")}: is empty`,
      "The rules are the plain ones.",
      expect.stringContaining(`${place("b.gz")} record ${at}: v is 9, expected 1, or 2 of a snapshot`),
      "",
    ]);
  });

  test("with nothing but broken files is no archive, and few of them are told one by one", async () => {
    const folder = archiveOf([packed(Array.from({ length: 30 }, () => "garbage"))]);
    const { exitCode, stdout, stderr } = await replay(folder);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    const lines = stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(12);
    expect(lines.slice(10)).toEqual([
      "and 20 more things of this kind",
      expect.stringMatching(/tape\.json: is missing, so the folder is not a tape$/),
    ]);
  });
});

test("a folder with the tapes of several systems is replayed by --system", async () => {
  const folder = archiveOf([]);
  await writeCityTape(join(folder, "riverton"), { polls: 60, intervalMs: 2 * MINUTE_MS, stations: 40 });
  expect((await replay(folder)).stdout).toBe(expected);
  await writeCityTape(join(folder, "other"), { polls: 2, intervalMs: MINUTE_MS });
  expect((await replay(folder)).stderr).toContain("has 2 systems: other, riverton; say which one is meant");
  expect((await replay(folder, "--system", "riverton")).stdout).toBe(expected);
  expect(await replay(tape, "--system", "lyon")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('no system "lyon" is in'),
  });
});
