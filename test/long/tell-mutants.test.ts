import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bundleWorker } from "../faults/bundle.ts";
import { RECEIVER_MUTANTS } from "../tell/mutants.ts";
import { runReceiverHistory } from "../tell/receiver-history.ts";

const HISTORIES = 4_000;
const FOUND_WITHIN = 600;
const HISTORY = new URL("../tell/receiver-history.ts", import.meta.url);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stationwatch-tell-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("in thousands of histories the promises of telling hold", async () => {
  for (let seed = 0; seed < HISTORIES; seed++) {
    expect({ seed, broken: await runReceiverHistory(seed) }).toEqual({ seed, broken: [] });
  }
});

describe("each rule of telling that is left out breaks a promise", () => {
  test.each(RECEIVER_MUTANTS.map((mutant, index) => ({ ...mutant, index })))(
    "$name",
    async ({ index, ...mutant }) => {
      const bundle = await bundleWorker(HISTORY, folder, mutant, `mutant-${index}`);
      const { runReceiverHistory: run } = (await import(pathToFileURL(bundle).href)) as {
        runReceiverHistory: typeof runReceiverHistory;
      };
      let seed = 0;
      while (seed < FOUND_WITHIN && (await run(seed)).length === 0) seed++;
      expect(seed).toBeLessThan(FOUND_WITHIN);
    },
  );
});
