import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { durationMs } from "../../functions/systems/duration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { readRules } from "../../functions/systems/rules-file.ts";
import { checkSystems } from "../../functions/systems/schema.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { readReceivers } from "../../infra/receivers.ts";
import { fuzz } from "./harness.ts";
import { jsonLike, longTexts, textLike, valueLike } from "./hostile.ts";

const folder = mkdtempSync(join(tmpdir(), "stationwatch-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SHIPPED: unknown = JSON.parse(readFileSync(join(import.meta.dirname, "../../systems.json"), "utf8"));
/** A configuration with an example of every possible setting. */
const RICH = {
  contact: "ops@example.org",
  pollers: 2,
  retention: { alerts: "90d", windows: "400d" },
  rules: {
    empty: { for: "3m", atMost: 1, clearAt: 3 },
    full: false,
    "feed-shrunk": { share: 0.3, atLeast: 5 },
  },
  guards: { rebaselineAfter: "30m", dropOlderFor: false, openingHours: true },
  systems: [
    {
      systemId: "hill",
      kind: "gbfs",
      url: "https://feeds.example/gbfs.json",
      headers: { "Client-Identifier": "us" },
      apiKey: { environment: "HILL_KEY", in: "header", name: "Authorization" },
      openingHours: "Mo-Fr 06:00-23:00",
      stations: { "12 bis": { rules: { empty: { atMost: 2 } } } },
    },
    {
      systemId: "quay",
      kind: "jcdecaux",
      contract: "quay",
      apiVersion: 3,
      apiKey: { secret: "quay" },
      pollSeconds: 60,
    },
  ],
};
const SYSTEMS_TEXTS = [
  ...longTexts(["", '"', '{"systems":[],"', '{"systems":[{"kind":"gbfs","url":"', '{"rules":']),
  JSON.stringify({ systems: [], ["x".repeat(100_000)]: 1 }),
  `{"${"y".repeat(100_000)}":1,"${"y".repeat(100_000)}":1}`,
  JSON.stringify({ systems: [{ ...RICH.systems[0], timeZone: "😀".repeat(100_000) }] }),
];

/** A configuration that passed the check must be usable for every system. */
function expectUsable(configuration: SystemsConfiguration): void {
  expect(configurationVersion(configuration)).toMatch(/^[0-9a-f]{8}$/);
  for (const { systemId } of configuration.systems) {
    const { rules, feed } = ruleBookOf(configuration, systemId, "v");
    for (const rule of [...Object.values(rules), ...Object.values(feed)]) {
      if (rule !== null) expect(Number.isSafeInteger(rule.forMs + rule.keepForMs)).toBe(true);
    }
  }
}

let rulesFiles = 0;

function fileOf(text: string): string {
  const file = join(folder, `${rulesFiles++}.json`);
  writeFileSync(file, text);
  return file;
}

const PARSERS: readonly [string, () => void][] = [
  [
    "systems.json",
    () =>
      fuzz({
        inputs: jsonLike(SHIPPED, RICH),
        long: SYSTEMS_TEXTS,
        runs: 200,
        parse: (text) => checkSystems(text, "systems.json"),
        refusals: [ConfigurationError],
        check: expectUsable,
      }),
  ],
  [
    "a file with rules",
    () =>
      fuzz({
        inputs: jsonLike({ rules: RICH.rules, guards: RICH.guards }),
        long: SYSTEMS_TEXTS.slice(-3),
        parse: (text) => readRules(fileOf(text)),
        refusals: [ConfigurationError],
        check: expectUsable,
      }),
  ],
  [
    "a duration",
    () =>
      fuzz({
        inputs: textLike("90s", "5m", "999999d"),
        long: longTexts(["", "1"]),
        parse: durationMs,
        refusals: [RangeError],
        check: (ms) => expect(Number.isSafeInteger(ms)).toBe(true),
      }),
  ],
  [
    "who is told",
    () =>
      fuzz({
        inputs: valueLike("ops@example.org, https://example.org/hook", [
          "ops@example.org",
          "arn:aws:sns:eu-west-1:123456789012:alarms",
        ]),
        long: longTexts(["", "a@", "https://", "arn:aws:sns:"]),
        parse: (written) => readReceivers(written, "the context value lowAlarmsTo"),
        refusals: [ConfigurationError],
        check: (receivers) => {
          for (const { kind } of receivers) expect(["email", "https", "topic"]).toContain(kind);
        },
      }),
  ],
];

test.each(PARSERS)("%s may say anything", (_what, fuzzIt) => {
  fuzzIt();
});
