import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { afterAll, describe, expect, test } from "vitest";
import { FUNCTIONS } from "../../functions/runtime/functions.ts";
import { METRICS_DIMENSION, METRICS_NAMESPACE } from "../../functions/runtime/metrics.ts";
import { readDeployableSystems } from "../../infra/deployable-systems.ts";
import { ROOT, SYSTEMS_FILE, synthesise } from "./synthesised.ts";

const withArchive = synthesise("prod", false, readDeployableSystems(SYSTEMS_FILE), {
  archive: { keptDays: 30 },
});
const { template, folder } = synthesise("prod", false, {
  ...readDeployableSystems(SYSTEMS_FILE),
  receivers: [{ name: "chat", kind: "text", url: { ssmParameter: "/hooks/chat" } }],
});
afterAll(() => {
  for (const made of [folder, withArchive.folder]) rmSync(made, { recursive: true });
});

const RUNBOOK = readFileSync(join(ROOT, "infra/RUNBOOK.md"), "utf8");

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly AlarmActions: readonly { readonly Ref: string }[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

const alarmsOf = (one: typeof template) =>
  Object.values(one.findResources("AWS::CloudWatch::Alarm")).map(({ Properties }) => Properties as Alarm);
/** Those of every stack that has receivers, and those of an archive. */
const alarms = [
  ...alarmsOf(template),
  ...alarmsOf(withArchive.template).filter(({ AlarmName }) => AlarmName.includes("-Archive")),
];
const nameOf = ({ AlarmName }: Alarm) => AlarmName.split("-").at(-1) ?? "";
const sections = new Map(
  RUNBOOK.split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf("\n")), section]),
);

describe("every alarm", () => {
  test("has a section in the runbook, and every section an alarm", () => {
    expect(alarms.map(nameOf).sort()).toEqual([...sections.keys()].sort());
  });

  test("leads to its section, which says what it is, where to look and what to do", () => {
    for (const alarm of alarms) {
      const section = sections.get(nameOf(alarm)) ?? "";
      expect(alarm.AlarmDescription).toMatch(
        new RegExp(`^[A-Z].+\\. See infra/RUNBOOK\\.md#${nameOf(alarm).toLowerCase()}$`),
      );
      const parts = [...section.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, part]) => part);
      expect(parts).toEqual(["Description", "Investigation", "Resolution"]);
    }
  });

  test("is told to those who want its severity, and the runbook says the same", () => {
    for (const alarm of alarms) {
      const severity = alarm.AlarmName.split("-").at(-2) ?? "";
      expect(sections.get(nameOf(alarm))).toContain(`**Description.** ${severity}.`);
      const [topic] = alarm.AlarmActions;
      expect(topic?.Ref.toLowerCase()).toContain(`alarms${severity}`);
    }
  });

  test("about a function's own metric names one that the function counts", () => {
    const counted = Object.values(FUNCTIONS).flatMap(({ handler }) => [...handler.metrics]);
    const own = alarms.filter(({ Namespace }) => Namespace === METRICS_NAMESPACE);
    expect(own.map(nameOf).sort()).toEqual([
      "FeedsFailing",
      "PollerOverloaded",
      "ReceiverFull",
      "ReceiverRefuses",
      "ReceiverSilent",
      "RecordsRetried",
      "StateThrottled",
      "TellerNotRunning",
      "WriteConflicts",
    ]);
    for (const { MetricName, Dimensions } of own) {
      expect(counted).toContain(MetricName);
      expect(Dimensions?.map(({ Name }) => Name)).toEqual([METRICS_DIMENSION]);
    }
  });
});

describe("silence rings where it is bad news", () => {
  const silent = template.findResources("AWS::CloudWatch::Alarm", {
    Properties: { TreatMissingData: "breaching" },
  });

  test("of those alone, after several short periods: one long period would go on with its last good value", () => {
    const judged = Object.values(silent).map(({ Properties }) => [
      nameOf(Properties),
      Properties.Period,
      Properties.EvaluationPeriods,
      Properties.DatapointsToAlarm,
    ]);
    expect(judged.sort()).toEqual([
      ["DetectorNotReading", 60, 5, 5],
      ["PollerNotRunning", 60, 5, 5],
      ["TellerNotRunning", 300, 3, 3],
    ]);
  });

  test("and not in a new stack: the alarm comes after what makes its metric", () => {
    const [mapping = "none"] = Object.keys(template.findResources("AWS::Lambda::EventSourceMapping"));
    const rules = Object.keys(template.findResources("AWS::Events::Rule"));
    const awaited = Object.values(silent).map(({ Properties, DependsOn }) => [nameOf(Properties), DependsOn]);
    const ruleOf = (prefix: string) => [rules.find((id) => id.startsWith(prefix)) ?? "none"];
    expect(Object.fromEntries(awaited)).toEqual({
      DetectorNotReading: expect.arrayContaining([mapping]),
      PollerNotRunning: expect.arrayContaining(ruleOf("Poller")),
      TellerNotRunning: expect.arrayContaining(ruleOf("Teller")),
    });
  });
});

test("no alarm is on a metric of DynamoDB's own, whose missing data CloudWatch ignores: it would ring for ever", () => {
  expect(alarms.filter(({ Namespace }) => Namespace === "AWS/DynamoDB").map(nameOf)).toEqual([]);
});

test("every alarm is on one metric: not every emulator takes metric math", () => {
  expect(alarms.filter(({ MetricName }) => MetricName === undefined).map(nameOf)).toEqual([]);
});

test("an outage of what the detector needs rings, though the function ends well", () => {
  const [retried] = alarms.filter((alarm) => nameOf(alarm) === "RecordsRetried");
  expect(retried).toMatchObject({
    Namespace: METRICS_NAMESPACE,
    MetricName: "retried",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 10,
    DatapointsToAlarm: 3,
    Threshold: 1,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
  });
});

test("a detector to which nothing comes is not behind, and rings where nobody reads for it", () => {
  const [behind] = alarms.filter((alarm) => nameOf(alarm) === "DetectorBehind");
  expect(behind).toMatchObject({
    MetricName: "IteratorAge",
    Threshold: 300_000,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
    TreatMissingData: "notBreaching",
  });
  const [notReading] = alarms.filter((alarm) => nameOf(alarm) === "DetectorNotReading");
  expect(notReading).toMatchObject({
    Namespace: "AWS/Kinesis",
    MetricName: "GetRecords.Success",
    Dimensions: [{ Name: "StreamName", Value: { Ref: expect.stringMatching(/^Stream/) } }],
    Statistic: "Sum",
    Threshold: 1,
    ComparisonOperator: "LessThanThreshold",
    TreatMissingData: "breaching",
  });
});

test("the alarms' topics take messages from CloudWatch of this account alone, over TLS", () => {
  const policies = Object.entries(template.findResources("AWS::SNS::TopicPolicy"));
  const own = policies.filter(([id]) => id.startsWith("Alarms")).map(([, { Properties }]) => Properties);
  expect(own).toHaveLength(2);
  const expected = Match.objectLike({
    PolicyDocument: Match.objectLike({
      Statement: [
        Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
        Match.objectLike({
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Condition: { StringEquals: { "aws:SourceAccount": { Ref: "AWS::AccountId" } } },
        }),
      ],
    }),
  });
  for (const policy of own) expect(expected.test(policy).hasFailed()).toBe(false);
});

test("one dashboard shows all of it", () => {
  template.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
  const [dashboard] = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
  const body = JSON.stringify(dashboard);
  for (const metric of Object.values(FUNCTIONS).flatMap(({ handler }) => [...handler.metrics]))
    expect(body).toContain(metric);
});

test("functions are traced", () => {
  template.allResourcesProperties("AWS::Lambda::Function", { TracingConfig: { Mode: "Active" } });
});
