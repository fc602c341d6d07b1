import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SystemEntry } from "../../../functions/systems/configuration.ts";
import { openTape } from "../../../local/tape/read.ts";
import { openRecording } from "../../../local/tape/recording.ts";
import type { TapeResponse } from "../../../local/tape/tape.ts";
import { writeTape } from "../../tape-writer.ts";
import { collect, GBFS, JCDECAUX, makeFolder, QUAY_URL, response, T0 } from "./tapes.ts";

const SOURCE = "a test";

async function opened(folder: string, system: SystemEntry = JCDECAUX) {
  const recording = await openRecording(folder, { system, source: SOURCE });
  onTestFinished(() => recording.close());
  return recording;
}

async function recorded(folder: string, polls: readonly (readonly TapeResponse[])[]): Promise<void> {
  const recording = await opened(folder);
  for (const poll of polls) await recording.append(poll);
  await recording.close();
}

const responsesIn = async (folder: string) => await collect((await openTape(folder)).responses());
const headIn = async (folder: string) =>
  JSON.parse(await readFile(join(folder, "tape.json"), "utf8")) as Record<string, unknown>;

/** Polls of one to three responses, with whatever text. */
const POLLS = fc
  .array(fc.array(fc.string({ unit: "binary", maxLength: 300 }), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((polls) =>
    polls.map((bodies, poll) => bodies.map((body) => response(poll * 60, QUAY_URL, JSON.stringify(body)))),
  );

describe("a recording", () => {
  test("is a tape with all that was appended, and its head says how much", async () => {
    await fc.assert(
      fc.asyncProperty(POLLS, async (polls) => {
        const folder = join(await makeFolder(), "deep", "tape");
        await recorded(folder, polls);
        expect(await responsesIn(folder)).toEqual(polls.flat());
        const { head } = await openTape(folder);
        const to = T0 + (polls.length - 1) * 60_000;
        expect(head).toEqual({
          system: JCDECAUX,
          source: SOURCE,
          responses: polls.flat().length,
          from: T0,
          to,
        });
        expect((await readdir(folder)).sort()).toEqual(["responses.ndjson.gz", "tape.json"]);
      }),
      { numRuns: 5 },
    );
  });

  test("can be played while it grows, and does not say yet how much there is", async () => {
    const folder = await makeFolder();
    const recording = await opened(folder);
    expect(await responsesIn(folder)).toEqual([]);
    for (const second of [0, 60]) {
      await recording.append([response(second, QUAY_URL, [second])]);
      expect(await responsesIn(folder)).toHaveLength(second / 60 + 1);
    }
    expect(await headIn(folder)).toEqual({ format: 1, system: JCDECAUX, source: SOURCE });
  });

  test("goes on where it was torn, at whatever byte: what was whole is kept, and the rest is said", async () => {
    const more = response(999, QUAY_URL, "more");
    await fc.assert(
      fc.asyncProperty(
        POLLS,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async (polls, share, isZeroed) => {
          const folder = await makeFolder();
          const file = join(folder, "responses.ndjson.gz");
          const recording = await opened(folder);
          const ends = [recording.bytes];
          for (const poll of polls) {
            await recording.append(poll);
            ends.push(recording.bytes);
          }
          await recording.close();
          const whole = await readFile(file);
          const [begun = 0] = ends;
          const cutAt = Math.max(Math.floor(whole.length * share), isZeroed ? begun : 0);
          // A machine without power may keep the length of the file and lose its last bytes.
          const torn = whole.subarray(0, cutAt);
          await writeFile(file, isZeroed ? Buffer.concat([torn], whole.length) : torn);
          const isLost = (byte: number, at: number) => at >= cutAt && (byte !== 0 || !isZeroed);
          const lostAt = whole.findIndex(isLost);
          const kept = polls.slice(
            0,
            lostAt === -1
              ? undefined
              : Math.max(
                  ends.findLastIndex((end) => end <= lostAt),
                  0,
                ),
          );
          const again = await opened(folder);
          expect(again.responses).toBe(kept.flat().length);
          const size = isZeroed ? whole.length : cutAt;
          expect(again.cutBytes).toBe(size - (cutAt < begun ? 0 : (ends[kept.length] ?? 0)));
          await again.append([more]);
          await again.close();
          expect(await responsesIn(folder)).toEqual([...kept.flat(), more]);
          expect((await headIn(folder)).responses).toBe(kept.flat().length + 1);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("that was killed before its head was there begins anew", async () => {
    for (const names of [["recording.lock"], ["responses.ndjson.gz"], ["tape.json.part"]]) {
      const folder = await makeFolder();
      for (const name of names) await writeFile(join(folder, name), "");
      await recorded(folder, [[response(0, QUAY_URL, [])]]);
      expect(await responsesIn(folder)).toHaveLength(1);
    }
  });
});

describe("nothing is overwritten:", () => {
  async function expectRefused(folder: string, sentence: RegExp, system: SystemEntry = JCDECAUX) {
    const before = await contents(folder);
    await expect(openRecording(folder, { system, source: SOURCE })).rejects.toThrow(sentence);
    expect(await contents(folder)).toEqual(before);
  }

  async function contents(folder: string) {
    const names = await readdir(folder).catch(() => [] as string[]);
    return await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "base64")]));
  }

  test("a folder with anything else", async () => {
    const folder = await makeFolder();
    await writeFile(join(folder, "thesis.tex"), "");
    await expectRefused(folder, /holds "thesis\.tex", expected a new folder, an empty one, or a tape/);
    await mkdir(join(folder, "empty"));
    await writeFile(join(folder, "empty", ".DS_Store"), "");
    await recorded(join(folder, "empty"), []);
    await expectRefused(join(folder, "thesis.tex"), /cannot record into .*thesis\.tex: E/);
  });

  test("a tape that nobody recorded here", async () => {
    const folder = await makeFolder();
    await writeTape(folder, { system: JCDECAUX, responses: [response(0, QUAY_URL, [])] });
    await expectRefused(folder, /responses\.ndjson\.gz: was not recorded here, expected a new folder/);
    const headless = await makeFolder();
    await writeFile(join(headless, "responses.ndjson.gz"), gzipSync("somebody's"));
    await expectRefused(headless, /was not recorded here/);
  });

  test("a tape that is damaged in its middle: what follows is whole, and is not cut off", async () => {
    const folder = await makeFolder();
    const recording = await opened(folder);
    await recording.append([response(0, QUAY_URL, [])]);
    const damagedAt = recording.bytes;
    await recording.append([response(60, QUAY_URL, [])]);
    const goesOnAt = recording.bytes;
    await recording.append([response(120, QUAY_URL, [])]);
    await recording.close();
    const file = join(folder, "responses.ndjson.gz");
    const bytes = await readFile(file);
    bytes.fill(0, damagedAt, damagedAt + 8);
    await writeFile(file, bytes);
    const sentence = `is damaged between the bytes ${damagedAt} and ${goesOnAt}, and goes on after that`;
    await expectRefused(folder, new RegExp(sentence));
  });

  test("the tape of another feed, also one under the same id", async () => {
    const folder = await makeFolder();
    await recorded(folder, [[response(0, QUAY_URL, [])]]);
    await expectRefused(folder, /is a tape of "quay" from another feed than "hill", expected another/, GBFS);
    await expectRefused(folder, /is a tape of "quay" from another feed/, {
      ...JCDECAUX,
      url: "https://x.example",
    });
  });

  test("a tape that another recorder makes", async () => {
    const folder = await makeFolder();
    const first = await opened(folder);
    await first.append([response(0, QUAY_URL, [])]);
    await expectRefused(folder, /^another stationwatch records into .+, expected a folder for each$/);
    await first.close();
    await recorded(folder, [[response(60, QUAY_URL, [])]]);
    expect(await responsesIn(folder)).toHaveLength(2);
  });

  test("but the lock of a recorder that is dead keeps nobody out", async () => {
    const folder = await makeFolder();
    // Above the highest number that a process can have.
    const dead = JSON.stringify({ pid: 2 ** 30, host: hostname(), token: "x" });
    for (const text of [dead, "", "{"]) {
      await writeFile(join(folder, "recording.lock"), text);
      await recorded(folder, []);
    }
  });

  test("a recorder that has lost its folder while the machine slept writes no more", async () => {
    const folder = await makeFolder();
    const first = await opened(folder);
    await writeFile(
      join(folder, "recording.lock"),
      JSON.stringify({ pid: process.pid, host: "x", token: "y" }),
    );
    await expect(first.append([response(0, QUAY_URL, [])])).rejects.toThrow(/^another stationwatch records/);
    await first.close();
    expect(await readdir(folder)).toContain("recording.lock");
  });
});

test("a folder that cannot be written is one sentence with the place", async () => {
  const folder = await makeFolder();
  await mkdir(join(folder, "responses.ndjson.gz"));
  const sentence = /^cannot write .+responses\.ndjson\.gz: EISDIR/;
  await expect(openRecording(folder, { system: JCDECAUX, source: SOURCE })).rejects.toThrow(sentence);
  expect(await readdir(folder)).toEqual(["responses.ndjson.gz"]);
});
