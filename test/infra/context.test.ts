import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { deploymentOf } from "../../infra/context.ts";
import { contextAlone } from "./context-alone.ts";
import { ROOT, SYSTEMS_FILE } from "./synthesised.ts";

const { context: OWN } = JSON.parse(readFileSync(join(ROOT, "cdk.json"), "utf8")) as { context: object };
/** Values that cdk adds to the context by itself, and results of its look-ups. */
const COMMANDS = {
  "aws:cdk:enable-path-metadata": true,
  "aws:cdk:bundling-stacks": ["**"],
  "availability-zones:account=123456789012:region=eu-west-1": ["eu-west-1a"],
  // Written by `cdk acknowledge` and `cdk cli-telemetry`.
  "acknowledged-issue-numbers": [34892],
  "cli-telemetry": true,
};

function deployment(context: Readonly<Record<string, unknown>>, region?: string) {
  return deploymentOf(contextAlone({ ...OWN, ...COMMANDS, ...context }), region);
}

describe("a deployment", () => {
  test("of which nothing is said is of the stage dev, with the project's systems, and tells nobody", () => {
    const { stage, systemsFile } = deployment({});
    expect(stage).toMatchObject({ name: "dev", archive: null, receivers: { high: [], low: [] } });
    expect(systemsFile).toBe(SYSTEMS_FILE);
  });

  test("is what its context says", () => {
    const context = { stage: "prod", systems: "my.json", highAlarmsTo: "ops@example.org", lowAlarmsTo: [] };
    expect(deployment({ ...context, archive: "2w" })).toMatchObject({
      stage: {
        name: "prod",
        archive: { keptDays: 14 },
        receivers: { high: [{ kind: "email", address: "ops@example.org" }], low: [] },
      },
      systemsFile: "my.json",
    });
  });

  test("tells topics of its own region alone, where that is known", () => {
    const topic = "arn:aws:sns:eu-west-1:123456789012:ops";
    const kept = [{ kind: "topic", topicArn: topic }];
    for (const region of [undefined, "eu-west-1"])
      expect(deployment({ lowAlarmsTo: topic }, region).stage.receivers.low).toEqual(kept);
    expect(() => deployment({ lowAlarmsTo: topic }, "eu-west-3")).toThrow(
      new ConfigurationError(
        `the context value lowAlarmsTo has "${topic}", expected a topic of eu-west-3, where the stack is deployed`,
      ),
    );
  });

  const KNOWN = "expected stage, systems, highAlarmsTo, lowAlarmsTo, archive, uncheckedRegion";
  test.each([
    [{ stgae: "prod" }, `the context key "stgae" is unknown, did you mean stage? ${KNOWN}`],
    [{ emulator: "true" }, `the context key "emulator" is unknown, ${KNOWN}`],
    [{ stage: "test" }, 'the context value stage is "test", expected dev or prod'],
    [{ systems: 7 }, "the context value systems is number, expected a path"],
    [{ archive: "90m" }, /^the context value archive is "90m", expected how long to keep it, in whole days/],
    [{ archive: 400 }, "the context value archive is 400, expected how long to keep it, in whole days"],
    [{ archive: "0d" }, 'the context value archive is "0d", expected'],
    [{ archive: "600w" }, 'the context value archive is "600w", expected'],
    [{ lowAlarmsTo: "ops" }, /^the context value lowAlarmsTo has "ops", expected mail addresses/],
  ])("is refused in a sentence: %j", (context, sentence) => {
    expect(() => deployment(context)).toThrow(ConfigurationError);
    expect(() => deployment(context)).toThrow(sentence);
  });
});

describe("a region", () => {
  test.each([undefined, "us-east-1", "eu-west-3", "cn-north-1"])("may be %s", (region) => {
    expect(deployment({}, region).stage.name).toBe("dev");
  });

  test("that CDK does not know is refused, and there is a way round", () => {
    const sentence =
      "the region xx-new-1 is not known to CDK, expected one where Lambda runs nodejs24.x on arm64; if it does, say -c uncheckedRegion=xx-new-1";
    expect(() => deployment({}, "xx-new-1")).toThrow(new ConfigurationError(sentence));
    expect(() => deployment({ uncheckedRegion: "xx-new-2" }, "xx-new-1")).toThrow(sentence);
    expect(deployment({ uncheckedRegion: "xx-new-1" }, "xx-new-1").stage.name).toBe("dev");
  });
});
