import { ArnFormat, CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import type { IWidget } from "aws-cdk-lib/aws-cloudwatch";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as kinesis from "aws-cdk-lib/aws-kinesis";
import { CfnDeliveryStream } from "aws-cdk-lib/aws-kinesisfirehose";
import * as logs from "aws-cdk-lib/aws-logs";
import * as s3 from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { acknowledge } from "../acknowledge.ts";
import type { Stage } from "../config.ts";
import type { Alarms } from "../monitoring/alarms.ts";
import { addArchiveAlarms, archiveWidgets } from "../monitoring/archive.ts";
import { recordWithinMinutes } from "../monitoring/silence.ts";

export interface ArchiveProps {
  readonly stage: Stage;
  readonly keptDays: number;
  readonly configuration: SystemsConfiguration;
  readonly stream: kinesis.Stream;
  readonly alarms: Alarms;
}

/** The most that Firehose waits: few, large files. */
const BUFFERED = { intervalInSeconds: 900, sizeInMBs: 64 };
const RECORDS = "polls/";
const FAILURES = "failed/";
const FOLDERS = [RECORDS, FAILURES];
/** Firehose's own limit for parts of an upload that it has given up. */
const UNFINISHED_DAYS = 7;

/**
 * Copies the stream to S3: every record as it is, a line each, in gzipped files, a folder a UTC day by arrival. What
 * Firehose does is read in its Developer Guide: "Custom prefixes for Amazon S3 objects", "Configure source settings for
 * Amazon Kinesis Data Streams" and "Controlling access".
 */
export class Archive extends Construct {
  readonly bucket: s3.Bucket;
  readonly #delivery: CfnDeliveryStream;

  constructor(
    scope: Construct,
    id: string,
    { stage, keptDays, configuration, stream, alarms }: ArchiveProps,
  ) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, "Bucket", {
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        {
          expiration: Duration.days(keptDays),
          abortIncompleteMultipartUploadAfter: Duration.days(UNFINISHED_DAYS),
        },
      ],
      // Kept in every stage: CloudFormation deletes no bucket with files in it, and whoever asked for an archive wants it.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    acknowledge(this.bucket, {
      "AwsSolutions-S1": "Firehose alone writes to it, and logs of who reads bike counts would outgrow them.",
    });
    const errors = new logs.LogGroup(this, "Logs", {
      retention: stage.logRetention,
      removalPolicy: stage.removalPolicy,
    });
    const errorStream = new logs.LogStream(this, "LogStream", {
      logGroup: errors,
      removalPolicy: stage.removalPolicy,
    });
    const stack = Stack.of(this);
    const role = new iam.Role(this, "Role", {
      // Firehose names the account of the delivery stream ("Allow Firehose to assume an IAM role").
      assumedBy: new iam.ServicePrincipal("firehose.amazonaws.com", {
        conditions: { StringEquals: { "sts:ExternalId": stack.account } },
      }),
    });
    const rights = new iam.Policy(this, "Rights", { roles: [role] });
    const may = (resources: string[], actions: string[]) =>
      rights.addStatements(new iam.PolicyStatement({ resources, actions }));
    may([stream.streamArn], READING);
    may([this.bucket.bucketArn], WRITING_IN_BUCKET);
    may(
      FOLDERS.map((folder) => this.bucket.arnForObjects(`${folder}*`)),
      WRITING_OBJECTS,
    );
    // Not by the group's own ARN, which ends with an asterisk.
    const resourceName = `${errors.logGroupName}:log-stream:${errorStream.logStreamName}`;
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    const errorStreamArn = stack.formatArn({
      service: "logs",
      resource: "log-group",
      resourceName,
      arnFormat,
    });
    may([errorStreamArn], ["logs:PutLogEvents"]);
    const bucketId = stack.getLogicalId(this.bucket.node.defaultChild as s3.CfnBucket);
    for (const folder of FOLDERS) {
      acknowledge(rights, {
        [`AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/${folder}*]`]:
          "The names of the files that Firehose writes are its own; only their folder is known.",
      });
    }
    const delivery = new CfnDeliveryStream(this, "Delivery", {
      deliveryStreamType: "KinesisStreamAsSource",
      kinesisStreamSourceConfiguration: { kinesisStreamArn: stream.streamArn, roleArn: role.roleArn },
      extendedS3DestinationConfiguration: {
        bucketArn: this.bucket.bucketArn,
        roleArn: role.roleArn,
        bufferingHints: BUFFERED,
        compressionFormat: "GZIP",
        prefix: `${RECORDS}!{timestamp:yyyy-MM-dd}/`,
        errorOutputPrefix: `${FAILURES}!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/`,
        // Firehose joins records as they are; a record of ours has no line break in it, and none at its end. The
        // processor needs no parameter (API reference, "Processor").
        processingConfiguration: { enabled: true, processors: [{ type: "AppendDelimiterToRecord" }] },
        cloudWatchLoggingOptions: {
          enabled: true,
          logGroupName: errors.logGroupName,
          logStreamName: errorStream.logStreamName,
        },
      },
    });
    // Firehose tries its role's rights when it is created.
    delivery.node.addDependency(rights);
    acknowledge(delivery, {
      "AwsSolutions-KDF1":
        "What comes from a stream of Kinesis stays encrypted by that stream's key until it is in S3.",
    });
    this.#delivery = delivery;
    addArchiveAlarms(this, alarms, delivery, recordWithinMinutes(configuration));
    new CfnOutput(stack, "ArchiveBucket", { value: this.bucket.bucketName });
  }

  widgets(): IWidget[] {
    return archiveWidgets(this.#delivery);
  }
}

/**
 * Its guide's list ("Grant Firehose access to an Amazon S3 destination"), for a stream and a bucket of one account. The
 * stream's key is AWS's own, which wants no right beside these (Kinesis Developer Guide, "Permissions to use
 * user-generated KMS keys").
 */
const READING = [
  "kinesis:DescribeStream",
  "kinesis:GetShardIterator",
  "kinesis:GetRecords",
  "kinesis:ListShards",
];
const WRITING_IN_BUCKET = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
const WRITING_OBJECTS = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"];
