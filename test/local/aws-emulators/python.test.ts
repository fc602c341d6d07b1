import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pythonOf } from "../../../local/aws-emulators/python.ts";

const WANTED = {
  name: "Some Emulator 1.0",
  pythonAtLeast: [3, 10],
  requirement: "some-emulator==1.0",
  constraints: null,
} as const;

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "stationwatch-cache-"));
  vi.stubEnv("XDG_CACHE_HOME", cache);
  vi.stubEnv("STATIONWATCH_PYTHON", join(cache, "no-python"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

test("without a Python that will do, it says which one is needed and how to name it", async () => {
  await expect(pythonOf(WANTED, new AbortController().signal)).rejects.toThrow(
    "Some Emulator 1.0 needs Python 3.10 or newer with venv and pip, and none was found; name one: STATIONWATCH_PYTHON=PATH",
  );
  expect(readdirSync(cache)).toEqual([]);
});

test("an installation that fails leaves nothing that looks like one", async () => {
  // It passes the trial, and makes no environment.
  vi.stubEnv("STATIONWATCH_PYTHON", "true");
  await expect(pythonOf(WANTED, new AbortController().signal)).rejects.toThrow(/bin.python .*ENOENT|ENOENT/);
  expect(readdirSync(join(cache, "stationwatch"))).toEqual([]);
});
