import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Match } from "aws-cdk-lib/assertions";
import { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import { afterAll, describe, expect, test } from "vitest";
import { LEASE_MS } from "../../functions/poll/schedule.ts";
import { ENVIRONMENT } from "../../functions/runtime/environment.ts";
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from "../../functions/runtime/functions.ts";
import { DETECTOR_MAPPING } from "../../functions/runtime/mapping.ts";
import { TABLES } from "../../functions/store/tables.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import type { Stage } from "../../infra/config.ts";
import { STACK_OUTPUTS } from "../../infra/outputs.ts";
import { SYSTEMS_FILE, synthesise } from "./synthesised.ts";

const dev = synthesise("dev", true);
const prod = synthesise("prod");
const KEYED: SystemsConfiguration = {
  systems: [
    { systemId: "a", kind: "jcdecaux", contract: "a", apiVersion: 3, apiKey: { ssmParameter: "/keys/a" } },
    {
      systemId: "b",
      kind: "gbfs",
      url: "https://feeds.example/b/gbfs.json",
      apiKey: { secret: "keys/b", in: "header", name: "Authorization" },
    },
    { systemId: "c", kind: "jcdecaux", contract: "c", apiVersion: 1 },
  ],
};
const keyed = synthesise("dev", false, KEYED);

afterAll(() => {
  for (const { folder } of [dev, prod, keyed]) rmSync(folder, { recursive: true });
});

/** X-Ray does not support permissions by resource. */
const TRACING = ['xray:PutTelemetryRecords "*"', 'xray:PutTraceSegments "*"'];

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** `action resource` for each permission of the function whose policy's name begins with `prefix`. */
function permissions({ template }: typeof dev, prefix: string): string[] {
  const policies = Object.entries(template.findResources("AWS::IAM::Policy"));
  const own = policies.filter(([id]) => id.startsWith(prefix)).map(([, policy]) => policy);
  const statements: Statement[] = own.flatMap((policy) => policy.Properties.PolicyDocument.Statement);
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${nameOf(resource)}`)),
  );
}

/** The logical id of the function in the template. */
function idOf(name: FunctionName): string {
  const { [STACK_OUTPUTS[`${name}Function`]]: output } = dev.template.findOutputs("*");
  return output?.Value.Ref;
}

function nameOf(resource: unknown): string {
  const [id] = (resource as { "Fn::GetAtt"?: string[] })["Fn::GetAtt"] ?? [];
  return id === undefined ? JSON.stringify(resource) : id.replace(/[0-9A-F]{8}$/, "");
}

describe("the stream", () => {
  test("is encrypted, of one shard, remembers no longer than is free, and goes with its stack", () => {
    for (const { template } of [dev, prod]) {
      template.hasResource("AWS::Kinesis::Stream", {
        Properties: {
          ShardCount: 1,
          RetentionPeriodHours: 24,
          StreamEncryption: { EncryptionType: "KMS", KeyId: "alias/aws/kinesis" },
        },
        DeletionPolicy: "Delete",
      });
    }
  });
});

describe("the tables", () => {
  test("are the ones that the store describes", () => {
    const tables = Object.entries(dev.template.findResources("AWS::DynamoDB::Table"));
    const found = tables.map(([id, { Properties }]) => [
      id.replace(/^Tables|[0-9A-F]{8}$/g, "").toLowerCase(),
      {
        ...keysOf(Properties.KeySchema),
        ...(Properties.TimeToLiveSpecification && {
          timeToLive: Properties.TimeToLiveSpecification.AttributeName,
        }),
        ...(Properties.GlobalSecondaryIndexes && { indexes: indexesOf(Properties.GlobalSecondaryIndexes) }),
      },
    ]);
    expect(Object.fromEntries(found)).toEqual(TABLES);
  });

  test("are encrypted, paid by the request, and in production restorable and protected", () => {
    dev.template.allResourcesProperties("AWS::DynamoDB::Table", {
      BillingMode: "PAY_PER_REQUEST",
      SSESpecification: { SSEEnabled: true },
    });
    prod.template.allResourcesProperties("AWS::DynamoDB::Table", {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
    dev.template.allResourcesProperties("AWS::DynamoDB::Table", { DeletionProtectionEnabled: false });
  });
});

describe("tables, queues and logs", () => {
  const KEPT = ["AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::Logs::LogGroup"];

  test("outlive their stack in production, but not one that could not be made", () => {
    for (const type of KEPT) {
      prod.template.allResources(type, {
        DeletionPolicy: "RetainExceptOnCreate",
        UpdateReplacePolicy: "Retain",
      });
    }
  });

  test("go with a stack for trying things out", () => {
    for (const type of KEPT) dev.template.allResources(type, { DeletionPolicy: "Delete" });
  });
});

interface KeyElement {
  readonly AttributeName: string;
  readonly KeyType: "HASH" | "RANGE";
}

function keysOf(schema: readonly KeyElement[]): object {
  return Object.fromEntries(
    schema.map(({ AttributeName, KeyType }) => [
      KeyType === "HASH" ? "partitionKey" : "sortKey",
      AttributeName,
    ]),
  );
}

interface Index {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyElement[];
  readonly Projection: { readonly ProjectionType: string };
}

function indexesOf(indexes: readonly Index[]): object {
  return Object.fromEntries(
    indexes.map(({ IndexName, KeySchema, Projection }) => [
      IndexName,
      { ...keysOf(KeySchema), projection: Projection.ProjectionType },
    ]),
  );
}

describe("the poller", () => {
  const onceOrNever = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 };

  test("runs each minute, once or never", () => {
    dev.template.hasResourceProperties("AWS::Events::Rule", {
      ScheduleExpression: "rate(1 minute)",
      Targets: [Match.objectLike({ RetryPolicy: onceOrNever })],
    });
    dev.template.hasResourceProperties("AWS::Lambda::EventInvokeConfig", onceOrNever);
  });

  test("may do no more than it does", () => {
    expect(permissions(dev, "PollerFunction")).toEqual([
      "logs:CreateLogStream PollerFunctionLogs",
      "logs:PutLogEvents PollerFunctionLogs",
      ...TRACING,
      "kinesis:PutRecord Stream",
      "dynamodb:BatchGetItem TablesPolls",
      "dynamodb:PutItem TablesPolls",
      "dynamodb:Scan TablesPolls",
      "dynamodb:UpdateItem TablesPolls",
    ]);
  });

  test("may read the API keys that systems.json names, and no other", () => {
    const keys = permissions(keyed, "PollerFunction").filter((permission) =>
      /^(ssm|secrets)/.test(permission),
    );
    expect(keys).toEqual([
      expect.stringMatching(/^ssm:GetParameter .*:parameter",{"Ref":"PollerFunctionKeykeysa[0-9A-F]{8}"}/),
      expect.stringMatching(/^ssm:GetParameter .*:parameter\/aws\/reference\/secretsmanager\/keys\/b"/),
      expect.stringMatching(/^secretsmanager:GetSecretValue .*:secret:keys\/b-\?{6}"/),
    ]);
  });
});

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

describe("the detector", () => {
  test("is given the stream from its beginning, may fail in parts, and batches given up are kept", () => {
    const [mapping] = Object.values(dev.template.findResources("AWS::Lambda::EventSourceMapping"));
    const { EventSourceArn, FunctionName, DestinationConfig, FunctionResponseTypes, Tags, ...settings } =
      mapping?.Properties ?? {};
    expect(nameOf(EventSourceArn)).toBe("Stream");
    expect(FunctionName.Ref).toMatch(/^DetectorFunction/);
    expect(nameOf(DestinationConfig.OnFailure.Destination)).toBe("DetectorGivenUp");
    expect(FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
    // Whatever else the template sets is in the list that the local runner and the tests read, under AWS's names.
    const { reportBatchItemFailures, ...listed } = DETECTOR_MAPPING;
    expect(reportBatchItemFailures).toBe(true);
    expect(settings).toEqual(
      Object.fromEntries(Object.entries(listed).map(([name, value]) => [capitalised(name), value])),
    );
  });

  test("is updated before the poller, whose records an older one may not know", () => {
    const functions = dev.template.findResources("AWS::Lambda::Function");
    const named = (part: string) => Object.keys(functions).filter((id) => id.startsWith(part));
    const [detector = "none"] = named("DetectorFunction");
    expect(named("PollerFunction").map((id) => functions[id]?.DependsOn)).toEqual([
      expect.arrayContaining([detector]),
    ]);
  });

  test("gives a batch up for its age alone, while the stream still has it", () => {
    expect(DETECTOR_MAPPING).toEqual({
      startingPosition: "TRIM_HORIZON",
      batchSize: 100,
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: 6 * 3_600,
      bisectBatchOnFunctionError: true,
      reportBatchItemFailures: true,
    });
    const [stream] = Object.values(dev.template.findResources("AWS::Kinesis::Stream"));
    const kept: number = stream?.Properties.RetentionPeriodHours * 3_600;
    expect(kept).toBeGreaterThanOrEqual(2 * DETECTOR_MAPPING.maximumRecordAgeInSeconds);
  });

  test("may do no more than it does", () => {
    const reading = /^kinesis:(Get|List|Describe)\w+ Stream$/;
    const own = permissions(dev, "DetectorFunction").filter((permission) => !reading.test(permission));
    expect(own).toEqual([
      "logs:CreateLogStream DetectorFunctionLogs",
      "logs:PutLogEvents DetectorFunctionLogs",
      ...TRACING,
      "dynamodb:GetItem TablesState",
      "dynamodb:PutItem TablesState",
      "dynamodb:UpdateItem TablesState",
      "dynamodb:BatchGetItem TablesAlerts",
      "dynamodb:PutItem TablesAlerts",
      "dynamodb:UpdateItem TablesAlerts",
      expect.stringMatching(/^dynamodb:Query .*TablesAlerts.*\/index\/open"/),
      "dynamodb:PutItem TablesHistory",
      "dynamodb:PutItem TablesWindows",
      "events:PutEvents Bus",
      "sqs:SendMessage DetectorFaults",
      "sqs:SendMessage DetectorGivenUp",
    ]);
  });
});

describe("every function", () => {
  test("runs on arm64, on a current Node, logs JSON, and its logs end", () => {
    dev.template.resourceCountIs("AWS::Lambda::Function", FUNCTION_NAMES.length);
    dev.template.allResourcesProperties("AWS::Lambda::Function", {
      Architectures: ["arm64"],
      Runtime: "nodejs24.x",
      LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "INFO", LogGroup: Match.anyValue() },
    });
    dev.template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 7 });
    prod.template.allResourcesProperties("AWS::Logs::LogGroup", { RetentionInDays: 90 });
  });

  test("has the same time and memory as in the local runner and the command", () => {
    const functions = dev.template.findResources("AWS::Lambda::Function");
    for (const name of FUNCTION_NAMES) {
      const { timeoutMs, memoryMegabytes } = FUNCTIONS[name].limits;
      expect(functions[idOf(name)]?.Properties).toMatchObject({
        Timeout: timeoutMs / 1_000,
        MemorySize: memoryMegabytes,
      });
    }
    expect(LEASE_MS).toBeGreaterThan(FUNCTIONS.poll.limits.timeoutMs);
  });

  test("logs at the stage's level, which Lambda reads in every line", () => {
    const { template, folder } = synthesise("dev", false, KEYED, { logLevel: ApplicationLogLevel.DEBUG });
    rmSync(folder, { recursive: true });
    template.allResourcesProperties("AWS::Lambda::Function", {
      LoggingConfig: { LogFormat: "JSON", ApplicationLogLevel: "DEBUG" },
    });
    // @ts-expect-error WARN would drop the metrics, which are lines of INFO
    ({ logLevel: ApplicationLogLevel.WARN }) satisfies Partial<Stage>;
  });

  test("has only variables that it reads, and none of the local runner's", () => {
    const functions = Object.values(dev.template.findResources("AWS::Lambda::Function"));
    const names = functions.flatMap(({ Properties }) => Object.keys(Properties.Environment.Variables));
    const { systemsFile, pollClock, loopbackFeeds, ...deployed } = ENVIRONMENT;
    expect([...new Set(names)].sort()).toEqual(Object.values(deployed).sort());
    for (const { template } of [dev, prod, keyed]) {
      const text = JSON.stringify(template.toJSON());
      for (const name of [systemsFile, pollClock, loopbackFeeds]) expect(text).not.toContain(name);
    }
  });

  test("has no managed policy, and no permission on everything but for tracing", () => {
    dev.template.allResourcesProperties("AWS::IAM::Role", { ManagedPolicyArns: Match.absent() });
    for (const name of FUNCTION_NAMES) {
      expect(
        permissions(dev, idOf(name).slice(0, -8)).filter((permission) => permission.includes("*")),
      ).toEqual(TRACING);
    }
  });

  describe("as it is bundled", () => {
    const folders = readdirSync(dev.folder).filter((name) => name.startsWith("asset."));
    const bundles = folders.map((name) => join(dev.folder, name));

    test("is one small file beside systems.json", () => {
      expect(bundles).toHaveLength(FUNCTION_NAMES.length);
      for (const bundle of bundles) {
        expect(readdirSync(bundle).sort()).toEqual(["index.mjs", "systems.json"]);
        expect(readFileSync(join(bundle, "systems.json"))).toEqual(readFileSync(SYSTEMS_FILE));
        const code = readFileSync(join(bundle, "index.mjs"), "utf8");
        // Nobody waits for a cold start of tell, and it has the clients of mail and of queues.
        expect(code.length).toBeLessThan(code.includes("webhook-signature") ? 420_000 : 400_000);
      }
    });

    test("has no validator and no way to credentials but the environment", () => {
      for (const bundle of bundles) {
        const code = readFileSync(join(bundle, "index.mjs"), "utf8");
        expect(code).toContain("AWS_ACCESS_KEY_ID");
        for (const absent of ["ZodError", "sso_start_url", "web_identity_token_file"])
          expect(code).not.toContain(absent);
      }
    });

    test("starts: what it lacks is its environment, and it names all of it", async () => {
      for (const bundle of bundles) {
        expect(existsSync(bundle)).toBe(true);
        await expect(import(join(bundle, "index.mjs"))).rejects.toThrow(
          /^missing environment variables: [A-Z_]+, /,
        );
      }
    });
  });
});

test("the stack tells what the commands need to find", () => {
  expect(Object.keys(dev.template.findOutputs("*")).sort()).toEqual(Object.values(STACK_OUTPUTS).sort());
});

/** What AWS finds by its name, or by what it connects: under another logical id, it would "already exist". */
const NAMED = ["AlarmName", "DashboardName", "Name", "EventSourceArn"];

test("what has a fixed name keeps its logical id, so that an older stack can be upgraded", () => {
  const resources: Record<string, { Properties?: object }> = dev.template.toJSON().Resources;
  const named = Object.entries(resources).filter(([, { Properties = {} }]) =>
    NAMED.some((name) => name in Properties),
  );
  expect(named.map(([id]) => id).sort()).toEqual([
    "AlarmsMessagesUndeliveredEE0AB7F5",
    "BusEA82B648",
    "DetectorBatchesGivenUp224D31DF",
    "DetectorDetectorBehind3DDFC0B8",
    "DetectorDetectorFailuresA659393E",
    "DetectorDetectorNotReading1795AD08",
    "DetectorDetectorSlow49F1B117",
    "DetectorDetectorThrottles5C558B14",
    "DetectorFaultsWaiting210F7D37",
    "DetectorFunctionKinesisEventSourcestationwatchdevStream82F27D6609F74ADA",
    "DetectorRecordsRetried56659DA6",
    "DetectorWriteConflictsBE110098",
    "OverviewDashboard78DADE12",
    "PollerFeedsFailing83FFF422",
    "PollerPollerFailuresDED5FB07",
    "PollerPollerNotRunning4E8ED72E",
    "PollerPollerOverloadedD4B44663",
    "PollerPollerThrottlesFDBD18B1",
    "StreamStreamThrottlesDA833991",
    "TablesStateThrottled2DD979E0",
  ]);
});
