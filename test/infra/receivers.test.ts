import { rmSync } from "node:fs";
import type { Template } from "aws-cdk-lib/assertions";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { readDeployableSystems } from "../../infra/deployable-systems.ts";
import { type Receivers, readReceivers } from "../../infra/receivers.ts";
import { SYSTEMS_FILE, synthesise } from "./synthesised.ts";

const TOPIC = "arn:aws:sns:eu-west-1:123456789012:ops";

describe("receivers are read", () => {
  test("from a text with commas and from a list, each once", () => {
    const expected = [
      { kind: "email", address: "ops@example.org" },
      { kind: "https", url: "https://example.org/hook?room=7" },
      { kind: "topic", topicArn: TOPIC },
    ];
    const texts = ["ops@example.org", "https://example.org/hook?room=7", TOPIC, "ops@example.org"];
    expect(readReceivers(texts, "x")).toEqual(expected);
    expect(readReceivers(texts.join(", "), "x")).toEqual(expected);
    expect(readReceivers([], "x")).toEqual([]);
  });

  test.each([
    "ops",
    "ops@localhost",
    "@example.org",
    "a b@example.org",
    "http://example.org/hook",
    "https://",
    "https://user:word@example.org",
    "arn:aws:sqs:eu-west-1:123456789012:ops",
    `${TOPIC}.fifo`,
    "",
    "ops@example.org,,",
    ["ops@example.org", 7],
    { email: "ops@example.org" },
    true,
  ])("and refused where they are none: %j", (written) => {
    const words = /^the context value alertsTo (?:has|is) .+, expected mail addresses, https URLs or ARNs/;
    expect(() => readReceivers(written, "the context value alertsTo")).toThrow(ConfigurationError);
    expect(() => readReceivers(written, "the context value alertsTo")).toThrow(words);
  });

  test("and refused where an alarm could not tell them all", () => {
    const topics = Array.from({ length: 4 }, (_, index) => `${TOPIC}${index}`);
    expect(() => readReceivers(topics, "alertsTo")).toThrow("alertsTo has 4 topics, expected at most 3");
    expect(readReceivers(topics.slice(1), "alertsTo")).toHaveLength(3);
  });
});

const receivers: Receivers = {
  high: readReceivers(`now@example.org,${TOPIC}`, "high"),
  low: readReceivers("https://example.org/later", "low"),
  alerts: readReceivers(`desk@example.org,https://example.org/hook,${TOPIC}`, "alerts"),
};
const told = synthesise("dev", false, readDeployableSystems(SYSTEMS_FILE), { receivers });
const silent = synthesise("dev");
afterAll(() => {
  for (const { folder } of [told, silent]) rmSync(folder, { recursive: true });
});

function subscriptions(template: Template): string[] {
  return Object.values(template.findResources("AWS::SNS::Subscription"))
    .map(({ Properties: { TopicArn, Protocol, Endpoint } }) => {
      const topic = (TopicArn.Ref as string).replace(/[0-9A-F]{8}$/, "");
      return `${topic} ${Protocol} ${Endpoint}`;
    })
    .sort();
}

describe("the stack", () => {
  test("subscribes each receiver to what it wants to be told, and nobody else", () => {
    expect(subscriptions(told.template)).toEqual([
      "AlarmsHigh email now@example.org",
      "AlarmsLow https https://example.org/later",
      "BusAnnouncements https https://example.org/hook",
      "BusTopic email desk@example.org",
    ]);
    expect(subscriptions(silent.template)).toEqual([]);
  });

  test("has alarms tell the topics that were there already, those of their severity alone", () => {
    const alarms = Object.values(told.template.findResources("AWS::CloudWatch::Alarm"));
    expect(alarms.length).toBeGreaterThan(10);
    for (const { Properties } of alarms) {
      const expected = (Properties.AlarmName as string).includes("-high-");
      expect(Properties.AlarmActions.includes(TOPIC)).toBe(expected);
      expect(Properties.OKActions).toEqual(Properties.AlarmActions);
    }
  });

  test("keeps what a receiver does not take", () => {
    const undelivered = { "Fn::GetAtt": [expect.stringMatching(/^TopicsUndelivered/), "Arn"] };
    for (const { Properties } of Object.values(told.template.findResources("AWS::SNS::Subscription"))) {
      expect(Properties.RedrivePolicy).toEqual({ deadLetterTargetArn: undelivered });
    }
  });

  test("tells programs each announcement, and people its line, within the hour", () => {
    const [rule] = Object.values(
      told.template.findResources("AWS::Events::Rule", {
        Properties: { EventPattern: { source: ["stationwatch"], "detail-type": ["Alerts Changed"] } },
      }),
    );
    const target = {
      RetryPolicy: { MaximumEventAgeInSeconds: 3_600 },
      DeadLetterConfig: { Arn: { "Fn::GetAtt": [expect.stringMatching(/^TopicsUndelivered/), "Arn"] } },
    };
    const announced = { ...target, InputPath: "$.detail" };
    expect(rule?.Properties.EventBusName).toEqual({ Ref: expect.stringMatching(/^Bus/) });
    expect(rule?.Properties.Targets).toEqual([
      expect.objectContaining({ ...target, Arn: { Ref: expect.stringMatching(/^BusPlainTextMachine/) } }),
      expect.objectContaining({ ...announced, Arn: { Ref: expect.stringMatching(/^BusAnnouncements/) } }),
      expect.objectContaining({ ...announced, Arn: TOPIC }),
    ]);
  });

  test("publishes the line as text, not as JSON, and keeps the event of one that cannot be published", () => {
    const [machine] = Object.values(told.template.findResources("AWS::StepFunctions::StateMachine"));
    const parts: (string | object)[] = machine?.Properties.DefinitionString["Fn::Join"][1];
    const { States } = JSON.parse(parts.map((part) => (typeof part === "string" ? part : "REF")).join(""));
    expect(States.Publish).toMatchObject({
      Resource: "arn:REF:states:::sns:publish",
      Parameters: { "Message.$": "$.detail.summary" },
      Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 5, MaxAttempts: 5 }],
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "SetAside" }],
    });
    expect(States.SetAside).toMatchObject({
      Resource: "arn:REF:states:::sqs:sendMessage",
      Parameters: { "MessageBody.$": "$" },
      End: true,
    });
  });

  test("lets that do nothing else: publish, use the topics' key, set aside", () => {
    const [policy] = Object.entries(told.template.findResources("AWS::IAM::Policy"))
      .filter(([id]) => id.startsWith("BusPlainTextMachineRole"))
      .map(([, { Properties }]) => Properties.PolicyDocument.Statement);
    expect(policy.map(({ Action }: { Action: unknown }) => Action)).toEqual([
      "sns:Publish",
      "sqs:SendMessage",
      ["kms:Decrypt", "kms:GenerateDataKey"],
    ]);
    expect(JSON.stringify(policy.map(({ Resource }: { Resource: unknown }) => Resource))).not.toContain(
      '"*"',
    );
  });
});
