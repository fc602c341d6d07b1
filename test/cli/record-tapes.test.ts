import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { closeTapes, openTapes } from "../../cli/record/tapes.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";

const entry = (systemId: string): SystemEntry => ({
  systemId,
  kind: "gbfs",
  url: `https://feeds.example/${systemId}/gbfs.json`,
});
const [HILL, QUAY] = [entry("hill"), entry("quay")];

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-tapes-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function open(folder: string, systems: readonly SystemEntry[]) {
  const tapes = await openTapes(folder, systems);
  onTestFinished(() => closeTapes(tapes));
  return tapes;
}

test("one system is recorded into the folder itself, several into a folder each", async () => {
  const [one, several] = [await makeFolder(), await makeFolder()];
  expect((await open(one, [HILL])).map(({ folder }) => folder)).toEqual([one]);
  const folders = [join(several, "hill"), join(several, "quay")];
  expect((await open(several, [HILL, QUAY])).map(({ folder }) => folder)).toEqual(folders);
  expect((await readdir(several)).sort()).toEqual(["hill", "quay"]);
});

test("several go on where they stopped, and a system that is new begins beside them", async () => {
  const folder = await makeFolder();
  await closeTapes(await open(folder, [HILL, QUAY]));
  await closeTapes(await open(folder, [HILL, QUAY, entry("lake")]));
  expect((await readdir(folder)).sort()).toEqual(["hill", "lake", "quay"]);
});

test("the tape of one system is not mixed with those of several", async () => {
  const one = await makeFolder();
  await closeTapes(await open(one, [HILL]));
  await expect(openTapes(one, [HILL, QUAY])).rejects.toThrow(
    /is the tape of one system, expected another folder for 2, or --system$/,
  );
  const several = await makeFolder();
  await closeTapes(await open(several, [HILL, QUAY]));
  await expect(openTapes(several, [HILL])).rejects.toThrow(
    /holds "hill", expected a new folder, an empty one/,
  );
});

test("where one cannot be recorded, none is, and those that were open are free again", async () => {
  const folder = await makeFolder();
  const busy = await open(join(folder, "quay"), [QUAY]);
  await expect(openTapes(folder, [HILL, QUAY])).rejects.toThrow(/another stationwatch records into .+quay/);
  expect(await readdir(join(folder, "hill"))).not.toContain("recording.lock");
  await closeTapes(busy);
  await closeTapes(await open(folder, [HILL, QUAY]));
});

test("what nobody who plays a tape may know is left out of its head", async () => {
  const folder = await makeFolder();
  const apiKey = { environment: "HILL_KEY", in: "header", name: "X-Key" } as const;
  await open(folder, [
    { ...HILL, kind: "gbfs", url: "https://feeds.example/gbfs.json?token=s3cret-token", apiKey },
  ]);
  expect(await readFile(join(folder, "tape.json"), "utf8")).not.toMatch(/HILL_KEY|X-Key|s3cret/);
});
