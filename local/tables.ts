import { setTimeout as wait } from "node:timers/promises";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import { DEFAULT_NAMES } from "../functions/runtime/environment.ts";
import { TABLES, type Table, type TableName } from "../functions/store/tables.ts";

/** What each table is called on one machine. */
export const TABLE_NAMES: Readonly<Record<TableName, string>> = {
  state: DEFAULT_NAMES.stateTable,
  alerts: DEFAULT_NAMES.alertsTable,
  windows: DEFAULT_NAMES.windowsTable,
  polls: DEFAULT_NAMES.pollsTable,
};

/** Creates the tables that are not there yet; resolves when all can be used. */
export async function createTables(client: DynamoDBClient): Promise<void> {
  for (const [name, table] of Object.entries(TABLES)) {
    await createTable(client, TABLE_NAMES[name as TableName], table);
  }
}

const ASK_AGAIN_MS = 5;
const ATTEMPTS_MAX = 1_000;

async function createTable(client: DynamoDBClient, tableName: string, table: Table): Promise<void> {
  try {
    await client.send(new CreateTableCommand(definitionOf(tableName, table)));
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceInUseException")) throw error;
  }
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const described = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (described.Table?.TableStatus === "ACTIVE") return;
    await wait(ASK_AGAIN_MS);
  }
  throw new Error(
    `the table ${tableName} is not active after ${(ATTEMPTS_MAX * ASK_AGAIN_MS) / 1_000} seconds`,
  );
}

function definitionOf(tableName: string, table: Table): CreateTableCommandInput {
  const indexes = Object.entries(table.indexes ?? {});
  const attributes = new Set<string>();
  for (const { partitionKey, sortKey } of [table, ...indexes.map(([, index]) => index)]) {
    attributes.add(partitionKey);
    if (sortKey !== undefined) attributes.add(sortKey);
  }
  return {
    TableName: tableName,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: keySchema(table),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map(([IndexName, index]) => ({
            IndexName,
            KeySchema: keySchema(index),
            Projection: { ProjectionType: index.projection },
          })),
        }),
  };
}

function keySchema(keys: { readonly partitionKey: string; readonly sortKey?: string }) {
  const partition = { AttributeName: keys.partitionKey, KeyType: "HASH" as const };
  return keys.sortKey === undefined
    ? [partition]
    : [partition, { AttributeName: keys.sortKey, KeyType: "RANGE" as const }];
}
