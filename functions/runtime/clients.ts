import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { FUNCTIONS } from "./functions.ts";

/** Options of the SDK clients, which only this file makes. The usual AWS variables decide what is absent here. */
export interface ClientOptions {
  readonly endpoint?: string;
  readonly region?: string;
  /** A profile of the files in ~/.aws; only the command has one. */
  readonly profile?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** How long the answer of a function that has used all of its time may take. */
const ANSWER_MS = 10_000;

/** All clients use HTTP/1.1: the SDK's HTTP/2 default for Kinesis breaks on large puts and gains nothing here. */
function configured(options: ClientOptions) {
  const timeouts = {
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Without it the SDK only warns about a late request and waits for it until the function is stopped.
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

export function topicClient(options: ClientOptions = {}): SNSClient {
  return new SNSClient(configured(options));
}

export function parameterClient(options: ClientOptions = {}): SSMClient {
  return new SSMClient(configured(options));
}

/** For the command, and imported only when needed: no function deploys anything or calls another. */
export async function stackClient(options: ClientOptions = {}): Promise<CloudFormationClient> {
  const { CloudFormationClient } = await import("@aws-sdk/client-cloudformation");
  return new CloudFormationClient(configured(options));
}

/** Imported as in stackClient: no function asks who it is. */
export async function identityClient(options: ClientOptions = {}): Promise<STSClient> {
  const { STSClient } = await import("@aws-sdk/client-sts");
  return new STSClient(configured(options));
}

/** Imported as in stackClient. It waits as long as a function may run, and never retries, which would run it twice. */
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
