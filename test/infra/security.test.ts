import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Match, Matcher, Template } from "aws-cdk-lib/assertions";
import { Topic } from "aws-cdk-lib/aws-sns";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { synthesise } from "./synthesised.ts";

const CANARY = "canary-4f1d9c";
const KEYED: SystemsConfiguration = {
  systems: [
    { systemId: "a", kind: "jcdecaux", contract: "a", apiVersion: 3, apiKey: { ssmParameter: "/keys/a" } },
    { systemId: "b", kind: "jcdecaux", contract: "b", apiVersion: 1, apiKey: { secret: "keys/b" } },
  ],
  receivers: [
    {
      name: "program",
      kind: "standard",
      url: { ssmParameter: "/hooks/program" },
      secret: { ssmParameter: "/hooks/program-key" },
      changes: true,
    },
  ],
};

// Deployers have keys in the environment: AWS's own, and perhaps the feeds'.
for (const name of ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "JCDECAUX_API_KEY"])
  vi.stubEnv(name, CANARY);
const stages = ["dev", "prod"].map((name) =>
  synthesise(name, name === "dev", KEYED, name === "prod" ? { archive: { keptDays: 30 } } : {}),
);
vi.unstubAllEnvs();
afterAll(() => {
  for (const { folder } of stages) rmSync(folder, { recursive: true });
});

function textsIn(folder: string): string[] {
  const paths = readdirSync(folder, { recursive: true }).map((path) => join(folder, String(path)));
  return paths.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path, "utf8"));
}

describe("no secret", () => {
  test("of the environment goes into what is deployed", () => {
    for (const { folder } of stages) {
      const texts = textsIn(folder);
      expect(texts.join("")).toContain("/keys/a");
      expect(texts.filter((text) => text.includes(CANARY))).toEqual([]);
    }
  });

  test("is resolved into the template or given to a function: it reads keys by their names itself", () => {
    for (const { template } of stages) {
      expect(JSON.stringify(template.toJSON())).not.toContain("{{resolve:");
      const functions = Object.values(template.findResources("AWS::Lambda::Function"));
      const variables = functions.map(({ Properties }) => Properties.Environment.Variables);
      expect(JSON.stringify(variables)).not.toMatch(/keys?\/[ab]/);
    }
  });

  test("is a parameter's value: the deployment looks at the key parameters' names alone", () => {
    for (const { template } of stages) {
      const own = Object.values(template.findParameters("*")).filter(({ Default }) => Default === "/keys/a");
      expect(own).toEqual([expect.objectContaining({ Type: "AWS::SSM::Parameter::Name" })]);
    }
  });
});

const TLS_ONLY = Match.objectLike({
  PolicyDocument: {
    Statement: Match.arrayWith([
      Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    ]),
  },
});

/**
 * The encryption, TLS and retention settings required of each resource that keeps or passes data. Log groups, buses
 * and dashboards are always encrypted by AWS.
 */
const REQUIRED: Readonly<Record<string, object>> = {
  "AWS::Kinesis::Stream": { StreamEncryption: { EncryptionType: "KMS" } },
  "AWS::DynamoDB::Table": { SSESpecification: { SSEEnabled: true } },
  "AWS::SQS::Queue": { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3_600 },
  "AWS::SQS::QueuePolicy": TLS_ONLY,
  "AWS::SNS::Topic": { KmsMasterKeyId: Match.anyValue() },
  "AWS::SNS::TopicPolicy": TLS_ONLY,
  "AWS::KMS::Key": { EnableKeyRotation: true },
  "AWS::S3::Bucket": {
    BucketEncryption: Match.anyValue(),
    PublicAccessBlockConfiguration: Match.anyValue(),
    LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 30 })] },
  },
  "AWS::S3::BucketPolicy": TLS_ONLY,
  "AWS::Logs::LogGroup": { RetentionInDays: Match.anyValue() },
};
/** These need a policy that requires TLS, since by default TLS is optional. */
const WITH_POLICY = {
  "AWS::SQS::Queue": "Queues",
  "AWS::SNS::Topic": "Topics",
  "AWS::S3::Bucket": "Bucket",
} as const;
const HARMLESS = [
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::Events::EventBus",
  "AWS::Events::Rule",
  "AWS::IAM::ManagedPolicy",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  // What it holds is on its way from an encrypted stream to an encrypted bucket, by AWS's own connections.
  "AWS::KinesisFirehose::DeliveryStream",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::Logs::LogStream",
];

/** What is insecure in a template: a resource without encryption, TLS or retention limit, or of an unknown kind. */
function openIn(template: Template): string[] {
  const resources: Record<string, { Type: string; Properties?: Record<string, unknown> }> =
    template.toJSON().Resources;
  const wrong: string[] = [];
  const guarded = new Set<unknown>();
  for (const [id, { Type, Properties = {} }] of Object.entries(resources)) {
    const required = REQUIRED[Type];
    if (required === undefined) {
      if (!HARMLESS.includes(Type)) wrong.push(`${id}: nobody has judged ${Type}`);
      continue;
    }
    const matcher = Matcher.isMatcher(required) ? required : Match.objectLike(required);
    if (matcher.test(Properties).hasFailed()) wrong.push(`${id}: ${JSON.stringify(required)}`);
    for (const member of Object.values(WITH_POLICY)) {
      for (const { Ref } of [Properties[member] ?? []].flat() as { Ref: string }[]) guarded.add(Ref);
    }
  }
  for (const [id, { Type }] of Object.entries(resources)) {
    if (Type in WITH_POLICY && !guarded.has(id)) wrong.push(`${id}: no policy`);
  }
  return wrong;
}

describe("every resource", () => {
  test("is encrypted, refuses plain connections, and keeps nothing for ever", () => {
    for (const { template } of stages) expect(openIn(template)).toEqual([]);
  });

  test("and one that is not is found", () => {
    const outdir = mkdtempSync(join(tmpdir(), "stationwatch-cdk-"));
    onTestFinished(() => rmSync(outdir, { recursive: true }));
    const stack = new Stack(new App({ outdir }), "wrong");
    new Topic(stack, "Plain");
    expect(openIn(Template.fromStack(stack)).map((line) => line.replace(/[0-9A-F]{8}:/, ":"))).toEqual([
      expect.stringMatching(/^Plain: .*KmsMasterKeyId/),
      "Plain: no policy",
    ]);
  });

  test("that people are told by takes messages from CloudWatch alone, and its key serves it", () => {
    for (const { template } of stages) {
      const [key] = Object.values(template.findResources("AWS::KMS::Key"));
      expect(key?.Properties.KeyPolicy.Statement).toContainEqual(
        expect.objectContaining({
          Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
          Principal: { Service: "cloudwatch.amazonaws.com" },
        }),
      );
    }
  });
});

test("a poller that runs away is stopped in production, where the account can spare it", () => {
  const [dev, prod] = stages.map(({ template }) =>
    Object.entries(template.findResources("AWS::Lambda::Function")).map(([id, { Properties }]) => [
      id.replace(/Function[0-9A-F]{8}$/, ""),
      Properties.ReservedConcurrentExecutions,
    ]),
  );
  expect(Object.fromEntries(dev ?? [])).toEqual({ Poller: undefined, Detector: undefined });
  expect(Object.fromEntries(prod ?? [])).toEqual({ Poller: 2, Detector: undefined });
});
