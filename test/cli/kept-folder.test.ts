import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCaptured } from "./captured-world.ts";
import { MINUTE_MS, type SeededTables, seedMorning, startSeededTables, T0 } from "./seeded-tables.ts";

const folder = mkdtempSync(join(tmpdir(), "stationwatch-kept-"));
let tables: SeededTables;

beforeAll(async () => {
  tables = await startSeededTables(join(folder, "kept", "tables"));
  await seedMorning(tables);
  await tables.close();
});

afterAll(() => rmSync(folder, { recursive: true }));

function ask(words: string) {
  return runCaptured(words.split(" "), { now: T0 + 60 * MINUTE_MS, folder });
}

test("the tables that a run has kept answer without a run, and as often as they are asked", async () => {
  for (const words of ["alerts list --open", "stations list --system lisbon", "stats"]) {
    const { exitCode, stdout, stderr } = await ask(`${words} --data kept`);
    expect(exitCode).toBe(0);
    expect(stdout).toContain("lisbon");
    expect(stderr).toContain("· the folder kept\n");
    expect(stderr).toContain("lisbon is shown as of May 04 10:12, 48 min ago: it is not polled\n");
  }
  expect((await ask("stations show lisbon 1 --data kept")).stdout).toContain("full since May 04 10:12");
  expect((await ask("alerts show lisbon 1/full --data kept --format json")).exitCode).toBe(0);
});

test("a folder that keeps none is an error", async () => {
  expect(await ask("alerts list --data elsewhere")).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      'stationwatch: --data is "elsewhere", expected a folder in which npm start -- --data has kept its tables\n',
  });
  expect((await ask("alerts list --data kept --stack prod")).exitCode).toBe(2);
});
