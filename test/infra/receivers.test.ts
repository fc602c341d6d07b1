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
    const words = /^the context value lowAlarmsTo (?:has|is) .+, expected mail addresses, https URLs or ARNs/;
    expect(() => readReceivers(written, "the context value lowAlarmsTo")).toThrow(ConfigurationError);
    expect(() => readReceivers(written, "the context value lowAlarmsTo")).toThrow(words);
  });

  test("and refused where an alarm could not tell them all", () => {
    const topics = Array.from({ length: 5 }, (_, index) => `${TOPIC}${index}`);
    expect(() => readReceivers(topics, "lowAlarmsTo")).toThrow(
      "lowAlarmsTo has 5 topics, expected at most 4",
    );
    expect(readReceivers(topics.slice(1), "lowAlarmsTo")).toHaveLength(4);
  });
});

const receivers: Receivers = {
  high: readReceivers(`now@example.org,${TOPIC}`, "high"),
  low: readReceivers("later@example.org,https://example.org/later", "low"),
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
      "AlarmsLow email later@example.org",
      "AlarmsLow https https://example.org/later",
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
});
