import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";

function settings(endpoint: string) {
  return {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    // No retries, so that an error shows at once.
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(),
  };
}

export const dynamoAt = (endpoint: string) => new DynamoDBClient(settings(endpoint));
export const kinesisAt = (endpoint: string) => new KinesisClient(settings(endpoint));
export const sqsAt = (endpoint: string) => new SQSClient(settings(endpoint));
