import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack, Validations } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { afterEach, describe, expect, test } from "vitest";
import { stageOf } from "../../infra/config.ts";
import { readDeployableSystems } from "../../infra/deployable-systems.ts";
import { readReceivers } from "../../infra/receivers.ts";
import { StationwatchStack } from "../../infra/stationwatch-stack.ts";
import { SYSTEMS_FILE } from "./synthesised.ts";

interface Violation {
  readonly ruleName: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly violations: readonly Violation[];
    readonly suppressedViolations?: readonly (Violation & { readonly reason: string })[];
  }[];
}

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** The findings of AwsSolutions and Serverless for an app. */
function findings(build: (app: App) => void) {
  const outdir = mkdtempSync(join(tmpdir(), "stationwatch-nag-"));
  folders.push(outdir);
  const app = new App({ outdir, context: { "aws:cdk:bundling-stacks": [] } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  build(app);
  try {
    app.synth();
  } catch (error) {
    if ((error as Error).name !== "ValidationFailed") throw error;
  }
  const report = JSON.parse(readFileSync(join(outdir, "validation-report.json"), "utf8")) as Report;
  const packs = report.pluginReports;
  const acknowledged = packs.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
  return {
    packs: packs.map(({ pluginName }) => pluginName),
    violations: packs.flatMap(({ violations }) => violations).flatMap(placesOf),
    acknowledged: acknowledged.flatMap(placesOf),
    reasons: acknowledged.map(({ reason }) => reason),
  };
}

function placesOf({ ruleName, violatingConstructs }: Violation): string[] {
  return violatingConstructs.map(
    ({ constructPath }) =>
      `${ruleName.replace(/[0-9A-F]{8}(?=\.Arn>)/, "")} ${constructPath.replace(/^[^/]+\/|\/Resource$/g, "")}`,
  );
}

const ACKNOWLEDGED = [
  "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/nagged/*] Dispatchers/Policy",
  "AwsSolutions-IAM5[Resource::<ArchiveBucket.Arn>/failed/*] Archive/Rights",
  "AwsSolutions-IAM5[Resource::<ArchiveBucket.Arn>/polls/*] Archive/Rights",
  "AwsSolutions-KDF1 Archive/Delivery",
  "AwsSolutions-S1 Archive/Bucket",
  "AwsSolutions-IAM5[Resource::*] Detector/FunctionRole/DefaultPolicy",
  "AwsSolutions-IAM5[Resource::*] Poller/FunctionRole/DefaultPolicy",
  "AwsSolutions-IAM5[Resource::*] Teller/FunctionRole/DefaultPolicy",
  "AwsSolutions-SQS3 Detector/Faults",
  "AwsSolutions-SQS3 Detector/GivenUp",
  "Serverless-EventBusDLQ Poller/EachMinute",
  "Serverless-EventBusDLQ Teller/EachFiveMinutes",
  "Serverless-LambdaAsyncFailureDestination Teller/Function/EventInvokeConfig",
  "Serverless-LambdaDLQ Teller/Function",
  "Serverless-LambdaEventSourceMappingDestination Teller/Function/Changes-nagged-told-program",
  "Serverless-LambdaAsyncFailureDestination Poller/Function/EventInvokeConfig",
  "Serverless-LambdaDLQ Detector/Function",
  "Serverless-LambdaDLQ Poller/Function",
  "Serverless-SQSRedrivePolicy Detector/Faults",
  "Serverless-SQSRedrivePolicy Detector/GivenUp",
  "Serverless-SQSRedrivePolicy Topics/Undelivered",
];
/** One receiver of each kind, so that the packs see the resources they create. */
const OF_EACH_KIND = readReceivers(
  "ops@example.org,https://example.org/hook,arn:aws:sns:eu-west-1:123456789012:ops",
  "here",
);
const RECEIVERS = { high: OF_EACH_KIND, low: OF_EACH_KIND };
const PROGRAM = {
  name: "program",
  kind: "standard" as const,
  url: { ssmParameter: "/hooks/program" },
  secret: { ssmParameter: "/hooks/program-key" },
};
/** Findings allowed only in a stage for trying things out. */
const UNSAFE = ["Alerts", "History", "People", "Polls", "Receivers", "State", "Windows"].map(
  (table) => `AwsSolutions-DDB3 Tables/${table}`,
);

/** Each pack reads every resource several hundred times. */
const NAG_TIMEOUT_MS = 60_000;

describe("cdk-nag", { timeout: NAG_TIMEOUT_MS }, () => {
  test.each([
    ["dev", [...ACKNOWLEDGED, ...UNSAFE]],
    ["prod", ACKNOWLEDGED],
  ])("finds nothing in %s but what is acknowledged, each for a reason", (stageName, expected) => {
    const found = findings((app) => {
      const receivers = [
        { name: "chat", kind: "text" as const, url: { ssmParameter: "/hooks/chat" } },
        { ...PROGRAM, changes: true },
        { name: "ops", kind: "mail" as const, to: { ssmParameter: "/mail/ops" } },
      ];
      const configuration = { ...readDeployableSystems(SYSTEMS_FILE), receivers };
      new StationwatchStack(app, "nagged", {
        stage: { ...stageOf(stageName), receivers: RECEIVERS, archive: { keptDays: 30 } },
        systemsFile: SYSTEMS_FILE,
        configuration,
      });
    });
    expect(found.packs).toEqual(["AwsSolutions", "Serverless"]);
    expect(found.violations).toEqual([]);
    expect(found.acknowledged.sort()).toEqual(expected.toSorted());
    for (const reason of found.reasons) expect(reason).toMatch(/^[A-Z].{30,}\.$/);
  });

  test("finds what is wrong", () => {
    const { violations } = findings((app) => {
      new Queue(new Stack(app, "wrong"), "Plain");
    });
    expect(violations).toContain("AwsSolutions-SQS4 Plain");
  });
});
