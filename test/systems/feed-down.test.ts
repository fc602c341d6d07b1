import { describe, expect, test } from "vitest";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { feedDownAfterMs } from "../../functions/systems/feed-down.ts";
import { defaultRules, entryRules } from "../../functions/systems/rule-settings.ts";

const SETTINGS = [undefined, false, {}, { for: "5m" }, { for: "2h" }, { keepFor: "1m" }] as const;
const MINUTE_MS = 60_000;

describe.each(SETTINGS)("with %j for all systems", (forAll) => {
  test.each(SETTINGS)("and %j for one, the poller knows when its feed counts as down", (own) => {
    const configuration = { systems: [], rules: { "feed-down": forAll } };
    const entry: SystemEntry = {
      systemId: "a",
      kind: "gbfs",
      url: "https://a.example/",
      rules: { "feed-down": own },
    };
    const ruled = entryRules(defaultRules(configuration), entry).feed["feed-down"]?.forMs ?? null;
    expect(feedDownAfterMs(configuration, entry)).toBe(ruled);
  });
});

test("without any settings that is after ten minutes", () => {
  expect(feedDownAfterMs({}, {})).toBe(10 * MINUTE_MS);
});
