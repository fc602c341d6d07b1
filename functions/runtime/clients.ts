import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** The only place that makes SDK clients. What is not given here, the usual AWS variables say. */
export interface ClientOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 10_000;

/** HTTP/1.1 for all: the SDK's HTTP/2 default for Kinesis breaks on large puts and gains nothing here. */
function configured(options: ClientOptions) {
  const timeouts = { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
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
