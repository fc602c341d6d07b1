import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { FUNCTIONS } from "./functions.ts";

/** The only place that makes SDK clients. What is not given here, the usual AWS variables say. */
export interface ClientOptions {
  readonly endpoint?: string;
  readonly region?: string;
  /** Of the files in ~/.aws; the command's alone. */
  readonly profile?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** What the answer of a function takes that has used all of its time. */
const ANSWER_MS = 10_000;

/** HTTP/1.1 for all: the SDK's HTTP/2 default for Kinesis breaks on large puts and gains nothing here. */
function configured(options: ClientOptions) {
  const timeouts = {
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Without it a late request is only warned about, and waited for until the function is stopped.
    throwOnRequestTimeout: true,
  };
  return { requestHandler: new NodeHttpHandler(timeouts), ...options };
}

export function dynamoClient(options: ClientOptions = {}): DynamoDBDocumentClient {
  const marshallOptions = { removeUndefinedValues: true };
  return DynamoDBDocumentClient.from(new DynamoDBClient(configured(options)), { marshallOptions });
}

export function kinesisClient(options: ClientOptions = {}): KinesisClient {
  return new KinesisClient(configured(options));
}

export function queueClient(options: ClientOptions = {}): SQSClient {
  return new SQSClient(configured(options));
}

export function busClient(options: ClientOptions = {}): EventBridgeClient {
  return new EventBridgeClient(configured(options));
}

export function parameterClient(options: ClientOptions = {}): SSMClient {
  return new SSMClient(configured(options));
}

/** For the command, and loaded when it is asked for: no function deploys anything or calls another. */
export async function stackClient(options: ClientOptions = {}): Promise<CloudFormationClient> {
  const { CloudFormationClient } = await import("@aws-sdk/client-cloudformation");
  return new CloudFormationClient(configured(options));
}

/** As stackClient. It waits as long as a function may run, and never runs one twice. */
export async function functionClient(options: ClientOptions = {}): Promise<LambdaClient> {
  const { LambdaClient } = await import("@aws-sdk/client-lambda");
  const longestMs = Math.max(...Object.values(FUNCTIONS).map(({ limits }) => limits.timeoutMs));
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: longestMs + ANSWER_MS,
    throwOnRequestTimeout: true,
  });
  return new LambdaClient({ ...options, requestHandler, maxAttempts: 1 });
}
