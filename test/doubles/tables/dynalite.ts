import { type DynamoDBDocumentClient, GetCommand, QueryCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll } from "vitest";
import { dynamoClient } from "../../../functions/runtime/clients.ts";
import { startDynamo } from "../../../local/emulators/dynamo.ts";
import { createTables, TABLE_NAMES } from "../../../local/tables.ts";
import type { Item } from "./expressions.ts";

export interface DynaliteTables {
  readonly endpoint: string;
  readonly client: DynamoDBDocumentClient;
  close(): Promise<void>;
}

/** Starts dynalite in this process, with the tables as infra defines them. */
export async function startDynaliteTables(directory: string | null = null): Promise<DynaliteTables> {
  const dynamo = await startDynamo(directory);
  const { endpoint } = dynamo;
  const credentials = { accessKeyId: "nobody", secretAccessKey: "nothing" };
  const client = dynamoClient({ endpoint, region: "eu-west-1", credentials });
  await createTables(client);
  return {
    endpoint,
    client,
    close: async () => {
      client.destroy();
      await dynamo.close();
    },
  };
}

/** Gives a test file tables of its own. */
export function useDynalite() {
  let started: DynaliteTables | undefined;
  beforeAll(async () => {
    started = await startDynaliteTables();
  });
  afterAll(() => started?.close());

  function client(): DynamoDBDocumentClient {
    if (started === undefined) throw new Error("dynalite has not started");
    return started.client;
  }

  return {
    tables: TABLE_NAMES,
    get client() {
      return client();
    },
    async get(table: string, Key: Item): Promise<Item | undefined> {
      return (await client().send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
    },
    async itemsOf(table: string, systemId: string, index?: string): Promise<Item[]> {
      const query = new QueryCommand({
        TableName: table,
        ...(index === undefined ? {} : { IndexName: index }),
        KeyConditionExpression: "systemId = :systemId",
        ExpressionAttributeValues: { ":systemId": systemId },
      });
      return (await client().send(query)).Items ?? [];
    },
    async scan(table: string): Promise<Item[]> {
      return (await client().send(new ScanCommand({ TableName: table }))).Items ?? [];
    },
  };
}
