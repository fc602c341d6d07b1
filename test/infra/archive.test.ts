import { rmSync } from "node:fs";
import { Match } from "aws-cdk-lib/assertions";
import { afterAll, describe, expect, test } from "vitest";
import { readDeployableSystems } from "../../infra/deployable-systems.ts";
import { recordWithinMinutes } from "../../infra/monitoring/silence.ts";
import { SYSTEMS_FILE, synthesise } from "./synthesised.ts";

const configuration = readDeployableSystems(SYSTEMS_FILE);
const on = synthesise("dev", false, configuration, { archive: { keptDays: 400 } });
const off = synthesise("dev", false, configuration);
afterAll(() => {
  for (const { folder } of [on, off]) rmSync(folder, { recursive: true });
});
const { template } = on;

test("there is no archive unless it is asked for", () => {
  for (const type of ["AWS::KinesisFirehose::DeliveryStream", "AWS::S3::Bucket"])
    off.template.resourceCountIs(type, 0);
  expect(Object.keys(off.template.findOutputs("*"))).not.toContain("ArchiveBucket");
});

describe("an archive", () => {
  test("takes the stream's records as they are, a line each, gzipped, by day", () => {
    template.hasResourceProperties("AWS::KinesisFirehose::DeliveryStream", {
      DeliveryStreamType: "KinesisStreamAsSource",
      KinesisStreamSourceConfiguration: {
        KinesisStreamARN: { "Fn::GetAtt": [Match.stringLikeRegexp("^Stream"), "Arn"] },
      },
      ExtendedS3DestinationConfiguration: {
        CompressionFormat: "GZIP",
        Prefix: "polls/!{timestamp:yyyy-MM-dd}/",
        ErrorOutputPrefix: Match.stringLikeRegexp("^failed/!{firehose:error-output-type}/"),
        ProcessingConfiguration: { Enabled: true, Processors: [{ Type: "AppendDelimiterToRecord" }] },
        CloudWatchLoggingOptions: { Enabled: true },
      },
    });
  });

  test("is encrypted, closed to the public, reached by TLS alone, and forgets", () => {
    template.hasResource("AWS::S3::Bucket", {
      DeletionPolicy: "RetainExceptOnCreate",
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
        LifecycleConfiguration: {
          Rules: [
            {
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
              ExpirationInDays: 400,
              Status: "Enabled",
            },
          ],
        },
      },
    });
    const refusal = (condition: object) => Match.objectLike({ Effect: "Deny", Condition: condition });
    template.hasResourceProperties("AWS::S3::BucketPolicy", {
      PolicyDocument: {
        Statement: Match.arrayWith([
          refusal({ Bool: { "aws:SecureTransport": "false" } }),
          refusal({ NumericLessThan: { "s3:TlsVersion": 1.2 } }),
        ]),
      },
    });
  });

  test("may read the stream, write under its two folders and say why it could not, and nothing else", () => {
    const [role] = Object.entries(template.findResources("AWS::IAM::Role")).filter(([id]) =>
      id.startsWith("Archive"),
    );
    expect(role?.[1].Properties).toEqual({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: "sts:AssumeRole",
            Condition: { StringEquals: { "sts:ExternalId": { Ref: "AWS::AccountId" } } },
            Effect: "Allow",
            Principal: { Service: "firehose.amazonaws.com" },
          },
        ],
        Version: "2012-10-17",
      },
      Tags: expect.anything(),
    });
    const [rights] = Object.entries(template.findResources("AWS::IAM::Policy"))
      .filter(([id]) => id.startsWith("Archive"))
      .map(([, { Properties }]) => Properties.PolicyDocument.Statement);
    const granted = rights.map(({ Action, Resource }: { Action: string | string[]; Resource: unknown }) => [
      [Action].flat().map((action) => action.replace(/^\w+:/, "")),
      JSON.stringify(Resource).replace(/[0-9A-F]{8}"/g, '"'),
    ]);
    const inBucket = (folder: string) =>
      `{"Fn::Join":["",[{"Fn::GetAtt":["ArchiveBucket","Arn"]},"/${folder}/*"]]}`;
    expect(granted).toEqual([
      [["DescribeStream", "GetRecords", "GetShardIterator", "ListShards"], '{"Fn::GetAtt":["Stream","Arn"]}'],
      [
        ["GetBucketLocation", "ListBucket", "ListBucketMultipartUploads"],
        '{"Fn::GetAtt":["ArchiveBucket","Arn"]}',
      ],
      [["AbortMultipartUpload", "GetObject", "PutObject"], `[${inBucket("failed")},${inBucket("polls")}]`],
      [
        ["PutLogEvents"],
        expect.stringMatching(
          /:log-group:",\{"Ref":"ArchiveLogs"\},":log-stream:",\{"Ref":"ArchiveLogStream"\}/,
        ),
      ],
    ]);
  });

  test("comes after its role's rights, which Firehose tries at once", () => {
    const [delivery] = Object.values(template.findResources("AWS::KinesisFirehose::DeliveryStream"));
    expect(delivery?.DependsOn).toEqual([expect.stringMatching(/^ArchiveRights/)]);
  });

  test("that reads nothing is noticed, also where it has stopped to count", () => {
    template.hasResource("AWS::CloudWatch::Alarm", {
      DependsOn: [Match.stringLikeRegexp("^ArchiveDelivery")],
      Properties: {
        AlarmName: "stationwatch-dev-low-ArchiveNotReading",
        Namespace: "AWS/Firehose",
        MetricName: "DataReadFromKinesisStream.Records",
        Statistic: "Sum",
        Threshold: 1,
        ComparisonOperator: "LessThanThreshold",
        Period: 300,
        EvaluationPeriods: 4,
        TreatMissingData: "breaching",
      },
    });
  });

  test("has a row on the dashboard", () => {
    const [dashboard] = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
    expect(JSON.stringify(dashboard)).toContain("DeliveryToS3.DataFreshness");
  });

  test("tells whoever deploys it where it is", () => {
    expect(template.findOutputs("ArchiveBucket")).toEqual({
      ArchiveBucket: { Value: { Ref: expect.stringMatching(/^ArchiveBucket/) } },
    });
  });
});

describe("a detector that stands still is noticed beside an archive, which reads the stream too", () => {
  test("by its own runs", () => {
    template.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName: "stationwatch-dev-high-DetectorNotReading",
      Namespace: "AWS/Lambda",
      MetricName: "Invocations",
      Dimensions: [{ Name: "FunctionName", Value: { Ref: Match.stringLikeRegexp("^DetectorFunction") } }],
      Period: 300,
      EvaluationPeriods: 4,
      DatapointsToAlarm: 4,
      TreatMissingData: "breaching",
    });
  });

  test.each([
    [[60], 20],
    [[], 20],
    [[900], 20],
    [[3_600], 65],
    [[3_600, 1_800], 35],
    [[901], 25],
  ])("polls every %j seconds leave a record at least every %i minutes", (seconds, minutes) => {
    const [system] = configuration.systems;
    if (system === undefined) throw new Error("systems.json lists a system");
    const systems = seconds.map((pollSeconds) => ({ ...system, pollSeconds }));
    expect(recordWithinMinutes({ systems: systems.length === 0 ? [system] : systems })).toBe(minutes);
  });
});
