import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { deploymentOf } from "../../infra/context.ts";
import { fuzz } from "../fuzz/harness.ts";
import { hostileText, valueLike } from "../fuzz/hostile.ts";
import { contextAlone } from "./context-alone.ts";
import { ROOT } from "./synthesised.ts";

const { context: OWN } = JSON.parse(readFileSync(join(ROOT, "cdk.json"), "utf8")) as { context: object };

test("a deployment's context may say anything", () => {
  const said = {
    stage: "prod",
    systems: "my.json",
    highAlarmsTo: "ops@example.org",
    lowAlarmsTo: ["https://example.org/hook"],
    uncheckedRegion: "xx-new-1",
  };
  const alertsTo = [
    "desk@example.org",
    "https://example.org/hook",
    "arn:aws:sns:eu-west-1:123456789012:desk",
  ];
  fuzz({
    inputs: fc.tuple(
      fc.oneof({ weight: 3, arbitrary: valueLike(said) }, valueLike({ ...said, alertsTo })),
      fc.oneof(fc.constantFrom(undefined, "eu-west-1", "xx-new-1", "__proto__"), hostileText),
    ),
    runs: 300,
    parse: ([context, region]) => {
      const own = typeof context === "object" && context !== null ? context : {};
      return deploymentOf(contextAlone({ ...OWN, ...own }), region).systemsFile;
    },
    refusals: [ConfigurationError],
    check: (file) => expect(typeof file).toBe("string"),
  });
});
