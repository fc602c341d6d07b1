import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runCaptured } from "./captured-world.ts";

const folder = mkdtempSync(join(tmpdir(), "stationwatch-offline-"));
afterAll(() => rmSync(folder, { recursive: true }));

function check(words: readonly string[]) {
  return runCaptured(["systems", "check", ...words], { folder });
}

test("offline, every problem of the file is said at once, and no feed is asked", async () => {
  const entry = { systemId: "north", kind: "gbfs", url: "https://127.0.0.1:9/gbfs.json" };
  const file = (entries: object[], mark = "") => {
    writeFileSync(join(folder, "offline.json"), `${mark}${JSON.stringify({ systems: entries })}`);
  };
  file([
    { ...entry, pollSecond: 60, timeZone: "Mars" },
    { ...entry, systemId: "a b" },
  ]);
  const { exitCode, stdout, stderr } = await check(["--offline", "--systems", "offline.json"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr.split("\n").map((line) => line.split(" is ")[0])).toEqual([
    "stationwatch: offline.json: systems[0].pollSecond",
    "stationwatch: offline.json: systems[0].timeZone",
    "stationwatch: offline.json: systems[1].systemId",
    "",
  ]);
  // Some editors begin a file with a byte order mark.
  file([entry], "\uFEFF");
  expect(await check(["--offline", "--systems", "offline.json"])).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "1 system of offline.json\nnothing is wrong with it; the feeds were not asked\n",
  });
});
