import { rmSync } from "node:fs";
import { Match } from "aws-cdk-lib/assertions";
import { afterAll, describe, expect, test } from "vitest";
import { type Shard, systemsIn } from "../../functions/poll/shard.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { synthesise } from "./synthesised.ts";

const SYSTEMS: SystemsConfiguration["systems"] = Array.from({ length: 40 }, (_, index) => ({
  systemId: `system-${index}`,
  kind: "gbfs",
  url: `https://feeds.example/${index}/gbfs.json`,
}));
const PARTS = 3;
const alone = synthesise("prod", false, { systems: SYSTEMS });
const several = synthesise("prod", false, { systems: SYSTEMS, pollers: PARTS });
afterAll(() => {
  for (const { folder } of [alone, several]) rmSync(folder, { recursive: true });
});

interface Rule {
  readonly ScheduleExpression: string;
  readonly Targets: readonly { readonly Input?: string; readonly RetryPolicy: object }[];
}

function schedulesOf({ template }: typeof alone): Map<string, Rule> {
  const rules = Object.entries(template.findResources("AWS::Events::Rule"));
  return new Map(
    rules.filter(([id]) => id.startsWith("Poller")).map(([id, { Properties }]) => [id, Properties as Rule]),
  );
}

const NOT_RUNNING = { AlarmName: Match.stringLikeRegexp("PollerNotRunning(-\\d)?$") };

describe("one poller", () => {
  test("has one schedule, whose event asks for no part", () => {
    const inputs = [...schedulesOf(alone).values()].map(({ Targets }) => Targets.map(({ Input }) => Input));
    expect(inputs).toEqual([[undefined]]);
  });

  test("rings where the function has not run, and may run once more at the same time", () => {
    alone.template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      ...NOT_RUNNING,
      MetricName: "Invocations",
      Namespace: "AWS/Lambda",
      Threshold: 1,
    });
    alone.template.hasResourceProperties("AWS::Lambda::Function", { ReservedConcurrentExecutions: 2 });
  });
});

describe("several pollers", () => {
  test("are one function with as many schedules, each minute, once or never", () => {
    const schedules = schedulesOf(several);
    expect(schedules.size).toBe(PARTS);
    for (const { ScheduleExpression, Targets } of schedules.values()) {
      expect(ScheduleExpression).toBe("rate(1 minute)");
      expect(Targets[0]?.RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    }
    const permissions = Object.values(several.template.findResources("AWS::Lambda::Permission"));
    const sources = permissions.map(({ Properties }) => Properties.SourceArn["Fn::GetAtt"][0]);
    expect(sources.sort()).toEqual([...schedules.keys()].sort());
  });

  test("take parts that make up the whole", () => {
    const inputs = [...schedulesOf(several).values()].map(({ Targets }) => Targets[0]?.Input ?? "{}");
    const parts = inputs.map((input) => JSON.parse(input) as Shard);
    expect(parts.toSorted((a, b) => a.shard - b.shard)).toEqual(
      [0, 1, 2].map((shard) => ({ shard, of: PARTS })),
    );
    expect(new Set(parts.flatMap((part) => systemsIn(part, SYSTEMS)))).toEqual(new Set(SYSTEMS));
  });

  test("ring where any of the schedules has not fired, each by an alarm of its own, or the function has not run", () => {
    const found = several.template.findResources("AWS::CloudWatch::Alarm", { Properties: NOT_RUNNING });
    const watched = Object.values(found).map(({ Properties }) => Properties);
    for (const alarm of watched) {
      expect(alarm).toMatchObject({
        MetricName: "Invocations",
        Period: 60,
        EvaluationPeriods: 5,
        DatapointsToAlarm: 5,
        Threshold: 1,
        ComparisonOperator: "LessThanThreshold",
        TreatMissingData: "breaching",
      });
    }
    const [functions, ...rules] = watched.map(({ Namespace, Dimensions }) => [
      Namespace,
      ...Dimensions.map(
        ({ Name, Value }: { Name: string; Value: { Ref: string } }) => `${Name} ${Value.Ref}`,
      ),
    ]);
    expect(functions).toEqual(["AWS/Lambda", expect.stringMatching(/^FunctionName Poller/)]);
    expect(rules).toEqual([...schedulesOf(several).keys()].map((id) => ["AWS/Events", `RuleName ${id}`]));
  });

  test("may all run at once, and one more", () => {
    several.template.hasResourceProperties("AWS::Lambda::Function", {
      ReservedConcurrentExecutions: PARTS + 1,
    });
  });
});

test("the first schedule stays the same resource whatever the number: an upgrade stops no poll", () => {
  const [id] = schedulesOf(alone).keys();
  expect([...schedulesOf(several).keys()]).toContain(id);
});
