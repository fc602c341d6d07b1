import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, type TestContext } from "vitest";
import { createCity } from "../../local/city/city.ts";
import { serveCity } from "../../local/city/serve.ts";
import { timeOn } from "../../local/clock.ts";
import { announceRunning } from "../../local/running.ts";
import { openTape } from "../../local/tape/read.ts";
import { collect } from "../local/tape/tapes.ts";
import { type Child, type Ended, runProgram, startNode } from "./child.ts";
import { COMMAND, inFolder } from "./played-tape.ts";

/** A minute of the city passes in a fiftieth of a second, so that a recorder polls it that often. */
const SPEED = 3_000;
const START = Date.UTC(2020, 4, 4, 7, 0);

/** Serves a city with a clock of its own, as npm start does in the folder; a recorder there lives by that clock. */
async function cityIn(folder: string, { onTestFinished }: TestContext): Promise<void> {
  const clock = { startsAt: START, startedAt: Date.now(), speed: SPEED };
  const cityClock = () => timeOn(clock, Date.now());
  const city = createCity({ seed: 3, startAt: START, stations: 40 });
  const server = await serveCity({ city, cityClock, now: cityClock });
  onTestFinished(() => server.close());
  const systemsFile = join(folder, "systems.json");
  await writeFile(systemsFile, JSON.stringify({ systems: [{ ...server.entry, pollSeconds: 60 }] }));
  const endpoint = "http://127.0.0.1:9";
  announceRunning({ pid: process.pid, endpoint, systemsFile, startedAt: "", onTape: false, clock }, folder);
}

function startRecord(folder: string, ...words: readonly string[]): Child {
  return startNode([COMMAND, "record", ...words], { cwd: folder });
}

const responsesIn = async (folder: string) => await collect((await openTape(folder)).responses());

/** Waits until the tape has so many responses, and returns them. */
async function grown(folder: string, least: number) {
  for (;;) {
    const found = existsSync(join(folder, "tape.json")) ? await responsesIn(folder).catch(() => []) : [];
    if (found.length >= least) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function expectQuiet({ stdout, stderr, code }: Ended): void {
  expect({ stdout, stderr, code }).toEqual({ stdout: "", stderr: "", code: 0 });
}

describe.concurrent("record", () => {
  it("loses nothing that was on tape when it is killed, goes on, and ends at Ctrl-C", async (context) => {
    await inFolder(async (folder) => {
      await cityIn(folder, context);
      const tape = join(folder, "tape");
      let kept = 0;
      for (let kill = 0; kill < 4; kill++) {
        const child = startRecord(folder, "tape");
        const before = await grown(tape, kept + 3);
        child.signal("SIGKILL");
        expect((await child.ended).stderr).toBe("");
        const after = await responsesIn(tape);
        expect(after.slice(0, before.length)).toEqual(before);
        kept = after.length;
      }
      const last = startRecord(folder, "tape");
      await grown(tape, kept + 3);
      last.signal("SIGINT");
      expectQuiet(await last.ended);
      const responses = await responsesIn(tape);
      expect((await openTape(tape)).head.responses).toBe(responses.length);
      const times = responses.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect((await readdir(tape)).sort()).toEqual(["responses.ndjson.gz", "tape.json"]);
      const replayed = await startNode([COMMAND, "replay", "tape", "--format", "csv"], { cwd: folder }).ended;
      expect(replayed.stdout).toContain("riverton,");
    });
  });

  it("ends by itself when its time is over; a second one on its folder is refused", async (context) => {
    await inFolder(async (folder) => {
      await cityIn(folder, context);
      const first = startRecord(folder, "tape", "--for", "3h");
      await grown(join(folder, "tape"), 1);
      const second = await startRecord(folder, "tape").ended;
      expect(second.stderr).toMatch(
        /^stationwatch: another stationwatch records into .+tape, expected .+\n$/,
      );
      expect(second).toMatchObject({ stdout: "", code: 1 });
      expectQuiet(await first.ended);
      const { from, to } = (await openTape(join(folder, "tape"))).head;
      expect((to ?? 0) - (from ?? 0)).toBeGreaterThan(2 * 3_600_000);
      expect((to ?? 0) - (from ?? 0)).toBeLessThan(4 * 3_600_000);
    });
  });

  it("ends with one sentence on a full disk, and what was recorded can be played and gone on with", async (context) => {
    await inFolder(async (folder) => {
      await cityIn(folder, context);
      // In blocks of 512 bytes: a few polls.
      const line = `ulimit -f 24; exec "${process.execPath}" "${COMMAND}" record tape`;
      const full = await runProgram("sh", ["-c", line], { cwd: folder });
      expect(full).toMatchObject({ stdout: "", code: 1 });
      expect(full.stderr).toMatch(
        /^stationwatch: cannot write .+responses\.ndjson\.gz: EFBIG: [^\n]+; what was recorded before is whole\n$/m,
      );
      const kept = await responsesIn(join(folder, "tape"));
      expect(kept.length).toBeGreaterThan(2);
      const file = await readFile(join(folder, "tape", "responses.ndjson.gz"));
      await writeFile(join(folder, "tape", "responses.ndjson.gz"), file.subarray(0, -7));
      const again = await startRecord(folder, "tape", "--for", "30m").ended;
      expect(again.stderr).toMatch(
        /^riverton: \d+ bytes at the end of the tape were torn and are cut off\n$/,
      );
      expect((await responsesIn(join(folder, "tape"))).length).toBeGreaterThan(kept.length);
    });
  });

  it("refuses what it cannot begin with in one sentence", async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, "thesis.tex"), "");
      const cases: readonly (readonly [words: string, says: RegExp])[] = [
        [
          ". --feed http://127.0.0.1:9/gbfs.json",
          /: holds "thesis\.tex", expected a new folder, an empty one/,
        ],
        ["thesis.tex --feed http://127.0.0.1:9/gbfs.json", /cannot record into .+thesis\.tex: E/],
        ["tape", /there is no systems\.json here: --systems names one, --feed a single feed/],
        [
          "tape --feed http://127.0.0.1:9/gbfs.json --until 2020-01-01T00:00Z",
          /--until is .+, expected a time to come/,
        ],
        ["tape --for soon", /is not a duration/],
        ["tape --for 0s", /Expected a duration of at least a second/],
        ["tape --for 1m --until 18:00", /cannot be used with/],
        ["tape --feed https://api.jcdecaux.com/vls/v3/stations?contract=x&apiKey=s3cret", /has a key in it/],
      ];
      for (const [words, says] of cases) {
        const { code, stdout, stderr } = await startRecord(folder, ...words.split(" ")).ended;
        expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
        expect(stderr).toMatch(says);
        expect(stderr).toMatch(/^stationwatch: /);
        expect(stderr).not.toMatch(/s3cret|^\s+at /m);
      }
      expect(await readdir(folder)).toEqual(["thesis.tex"]);
    });
  });
});
