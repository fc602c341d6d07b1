import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  busClient,
  dynamoClient,
  functionClient,
  kinesisClient,
  queueClient,
  stackClient,
} from "../../functions/runtime/clients.ts";

/** A client of each service that the suite asks. */
export interface Services {
  readonly stacks: CloudFormationClient;
  readonly tables: DynamoDBDocumentClient;
  readonly streams: KinesisClient;
  readonly queues: SQSClient;
  readonly buses: EventBridgeClient;
  readonly functions: LambdaClient;
}

export async function servicesAt(environment: Readonly<Record<string, string>>): Promise<Services> {
  const {
    AWS_ENDPOINT_URL: endpoint = "",
    AWS_REGION: region = "",
    AWS_ACCESS_KEY_ID: accessKeyId = "",
    AWS_SECRET_ACCESS_KEY: secretAccessKey = "",
  } = environment;
  const options = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  return {
    stacks: await stackClient(options),
    tables: dynamoClient(options),
    streams: kinesisClient(options),
    queues: queueClient(options),
    buses: busClient(options),
    functions: await functionClient(options),
  };
}
