import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findRules } from "../../cli/replay/rules.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { readRules, withRules } from "../../functions/systems/rules-file.ts";
import { rulesOfRecording, rulesSentence } from "../../functions/systems/rules-of-a-recording.ts";
import { configurationVersion } from "../../functions/systems/version.ts";

const ENTRY: SystemEntry = { systemId: "lyon", kind: "gbfs", url: "https://example.com/gbfs.json" };

function folderWith(configuration: object | null): string {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  if (configuration !== null) writeFileSync(join(folder, "systems.json"), JSON.stringify(configuration));
  return folder;
}

const OWN = { ...ENTRY, rules: { empty: { atMost: 3 } }, stations: { a: { rules: { full: false } } } };

test.each([
  ["the folder's systems.json", { rules: { empty: { for: "3m" }, full: false }, systems: [OWN] }, null],
  ["the folder's systems.json, which has no such system", { rules: { full: false }, systems: [] }, null],
  ["the plain rules, whatever the folder has", { rules: { full: false }, systems: [] }, "plain"],
])("a tape is played and replayed by %s", async (_, configuration, asked) => {
  const folder = folderWith(configuration);
  const rules = rulesOfRecording(asked, folder);
  expect(rules).toBe(asked ?? join(folder, "systems.json"));
  const played = withRules([ENTRY], readRules(rules ?? ""));
  const version = configurationVersion(played);
  const { version: _played, ...ofPlaying } = ruleBookOf(played, "lyon", version);
  const { version: _replayed, ...ofReplay } = await findRules(rules, ENTRY);
  expect(JSON.stringify(ofPlaying)).toBe(JSON.stringify(ofReplay));
});

test("without a file the defaults hold, and each choice is said", async () => {
  const folder = folderWith(null);
  expect(rulesOfRecording(null, folder)).toBeNull();
  const played = ruleBookOf({ systems: [ENTRY] }, "lyon", "defaults");
  expect(await findRules(null, ENTRY)).toEqual(played);
  expect([null, "plain", "a/systems.json"].map(rulesSentence)).toEqual([
    "The rules are the defaults (--rules names others).",
    "The rules are the plain ones.",
    "The rules are those of a/systems.json.",
  ]);
});
