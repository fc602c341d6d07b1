import type { Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetCommand, QueryCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, vi } from "vitest";
import { dynamoClient } from "../../functions/runtime/clients.ts";
import { createTables, TABLE_NAMES } from "../../local/tables.ts";

type Item = Record<string, unknown>;

/** The package has no types of its own. */
type Dynalite = (options: { createTableMs: number }) => Server;

/** A DynamoDB of its own for a test file, in process, with the tables as infra makes them. */
export function useDynalite() {
  const dynalite = createRequire(import.meta.url)("dynalite") as Dynalite;
  const server = dynalite({ createTableMs: 0 });
  let client: ReturnType<typeof dynamoClient> | undefined;

  beforeAll(async () => {
    vi.stubEnv("AWS_REGION", "eu-west-1");
    vi.stubEnv("AWS_ACCESS_KEY_ID", "nobody");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "nothing");
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const creator = new DynamoDBClient({ endpoint });
    await createTables(creator);
    creator.destroy();
    client = dynamoClient({ endpoint });
  });
  afterAll(async () => {
    client?.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
    vi.unstubAllEnvs();
  });

  function current() {
    if (client === undefined) throw new Error("dynalite has not started");
    return client;
  }

  return {
    tables: TABLE_NAMES,
    get client() {
      return current();
    },
    async get(table: string, Key: Item): Promise<Item | undefined> {
      return (await current().send(new GetCommand({ TableName: table, Key, ConsistentRead: true }))).Item;
    },
    async itemsOf(table: string, systemId: string, index?: string): Promise<Item[]> {
      const query = new QueryCommand({
        TableName: table,
        ...(index === undefined ? {} : { IndexName: index }),
        KeyConditionExpression: "systemId = :systemId",
        ExpressionAttributeValues: { ":systemId": systemId },
      });
      return (await current().send(query)).Items ?? [];
    },
    async scan(table: string): Promise<Item[]> {
      return (await current().send(new ScanCommand({ TableName: table }))).Items ?? [];
    },
  };
}
