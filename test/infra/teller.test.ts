import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { readDeployableSystems } from "../../infra/deployable-systems.ts";
import { synthesise } from "./synthesised.ts";

const SYSTEMS: SystemsConfiguration["systems"] = [
  { systemId: "a", kind: "gbfs", url: "https://feeds.example/gbfs.json" },
];
const CHAT = { name: "chat", kind: "text" as const, url: { ssmParameter: "/hooks/chat" } };
const MAIL = { name: "ops", kind: "mail" as const, to: { ssmParameter: "/mail/ops" } };
const ALL = {
  name: "program",
  kind: "standard" as const,
  url: { ssmParameter: "/hooks/program" },
  secret: { ssmParameter: "/hooks/program-key" },
  changes: true,
};
const changes = synthesise("prod", false, { systems: SYSTEMS, receivers: [ALL] });
const told = synthesise("prod", false, { systems: SYSTEMS, receivers: [CHAT, MAIL] });
const untold = synthesise("prod", false, { systems: SYSTEMS });
afterAll(() => {
  for (const { folder } of [told, untold, changes]) rmSync(folder, { recursive: true });
});

function named(kind: string, of: typeof told, prefix: string) {
  return Object.entries(of.template.findResources(kind)).flatMap(([id, { Properties }]) =>
    id.startsWith(prefix) ? [Properties] : [],
  );
}

describe("receivers", () => {
  test("are told each five minutes, once or never, by a function of a minute", () => {
    const [rule] = named("AWS::Events::Rule", told, "Teller");
    expect(rule.ScheduleExpression).toBe("rate(5 minutes)");
    expect(rule.Targets[0].RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
    expect(named("AWS::Lambda::Function", told, "Teller")).toMatchObject([{ Timeout: 60 }]);
    expect(named("AWS::Lambda::EventInvokeConfig", told, "Teller")).toMatchObject([
      { MaximumRetryAttempts: 0 },
    ]);
  });

  test("have alarms, of which those about silence ring without data", () => {
    const alarms = named("AWS::CloudWatch::Alarm", told, "Teller");
    const names = alarms.map(({ AlarmName }) => /[A-Z]\w+$/.exec(AlarmName)?.[0]);
    expect(names.sort()).toEqual([
      "ReceiverFull",
      "ReceiverRefuses",
      "ReceiverSilent",
      "TellerFailures",
      "TellerNotRunning",
      "TellerThrottles",
    ]);
    const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData === "breaching");
    expect(breaching.map(({ AlarmName }) => AlarmName)).toEqual([
      expect.stringContaining("TellerNotRunning"),
    ]);
  });

  test("may be read from where they are kept, and a parameter that is missing stops the deployment", () => {
    const [parameter] = Object.values(told.template.findParameters("*", { Default: "/hooks/chat" }));
    expect(parameter).toMatchObject({ Type: "AWS::SSM::Parameter::Name" });
  });

  test("of mail have a topic each, whose subscription is the address in the parameter", () => {
    const [topic] = named("AWS::SNS::Topic", told, "Teller");
    expect(topic.TopicName).toBe("stationwatch-prod-told-ops");
    const [subscription] = named("AWS::SNS::Subscription", told, "Teller");
    expect(subscription).toMatchObject({ Protocol: "email", RedrivePolicy: expect.anything() });
    const { Ref: parameter } = subscription.Endpoint;
    expect(told.template.findParameters(parameter)[parameter]).toMatchObject({
      Type: "AWS::SSM::Parameter::Value<String>",
      Default: "/mail/ops",
    });
    const [{ Environment }] = named("AWS::Lambda::Function", told, "Teller");
    expect(JSON.stringify(Environment.Variables.MAIL_TOPICS)).toContain(":stationwatch-prod-told-");
  });

  test.each([
    [
      { environment: "CHAT_URL" },
      "receivers[0].url is in an environment variable, expected ssmParameter or secret",
    ],
    [
      { ssmParameter: "aws/chat" },
      "receivers[0].url.ssmParameter is not a name that Parameter Store accepts",
    ],
  ])("are refused where the function could not read %o", (url, sentence) => {
    const file = join(mkdtempSync(join(tmpdir(), "stationwatch-receivers-")), "systems.json");
    writeFileSync(file, JSON.stringify({ systems: SYSTEMS, receivers: [{ ...CHAT, url }] }));
    try {
      expect(() => readDeployableSystems(file)).toThrow(sentence);
    } finally {
      rmSync(dirname(file), { recursive: true });
    }
  });

  test("of changes have a queue between the bus and the function, and what it gives up is kept", () => {
    const undelivered = { "Fn::GetAtt": [expect.stringMatching(/^TopicsUndelivered/), "Arn"] };
    const [queue] = named("AWS::SQS::Queue", changes, "Teller");
    expect(queue).toMatchObject({
      QueueName: "stationwatch-prod-told-program",
      // Six times what the function may take.
      VisibilityTimeout: 360,
      RedrivePolicy: { deadLetterTargetArn: undelivered, maxReceiveCount: 100 },
    });
    const arn = { "Fn::GetAtt": [expect.stringMatching(/^TellerChangesprogram/), "Arn"] };
    const [rule] = named("AWS::Events::Rule", changes, "Teller");
    expect(rule).toMatchObject({
      EventBusName: { Ref: expect.stringMatching(/^Bus/) },
      EventPattern: { source: ["stationwatch"], "detail-type": ["Alerts Changed"] },
      Targets: [{ Arn: arn, InputPath: "$.detail", DeadLetterConfig: { Arn: undelivered } }],
    });
    expect(named("AWS::Lambda::EventSourceMapping", changes, "Teller")).toMatchObject([
      {
        EventSourceArn: arn,
        BatchSize: 10,
        FunctionResponseTypes: ["ReportBatchItemFailures"],
        ScalingConfig: { MaximumConcurrency: 2 },
      },
    ]);
  });

  test("of changes alone need no schedule, and an alarm rings when one does not answer", () => {
    const rules = named("AWS::Events::Rule", changes, "Teller");
    expect(rules.filter(({ ScheduleExpression }) => ScheduleExpression !== undefined)).toEqual([]);
    const names = named("AWS::CloudWatch::Alarm", changes, "Teller").map(({ AlarmName }) => AlarmName);
    expect(names).toContain("stationwatch-prod-low-ReceiverSilent-1");
    expect(names.filter((name) => name.includes("NotRunning"))).toEqual([]);
  });

  test("that are none are no schedule and no alarm", () => {
    expect(named("AWS::Events::Rule", untold, "Teller")).toEqual([]);
    expect(named("AWS::CloudWatch::Alarm", untold, "Teller")).toEqual([]);
  });
});
