import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { SSMClient } from "@aws-sdk/client-ssm";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  busClient,
  dynamoClient,
  functionClient,
  kinesisClient,
  parameterClient,
  queueClient,
  stackClient,
} from "../../functions/runtime/clients.ts";

export interface Services {
  readonly stacks: CloudFormationClient;
  readonly tables: DynamoDBDocumentClient;
  readonly streams: KinesisClient;
  readonly queues: SQSClient;
  readonly buses: EventBridgeClient;
  readonly functions: LambdaClient;
  readonly parameters: SSMClient;
}

/** Connects to the place that the AWS variables name. */
export async function connectServices(): Promise<Services> {
  const { AWS_ENDPOINT_URL: endpoint } = process.env;
  // With the variable alone, the queue client would use each queue's own address and warn about it.
  const options = endpoint === undefined ? {} : { endpoint };
  return {
    stacks: await stackClient(options),
    tables: dynamoClient(options),
    streams: kinesisClient(options),
    queues: queueClient(options),
    buses: busClient(options),
    functions: await functionClient(options),
    parameters: parameterClient(options),
  };
}
