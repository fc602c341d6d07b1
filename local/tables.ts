import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { DEFAULT_NAMES } from "../functions/runtime/environment.ts";
import { TABLES, type Table, type TableIndex, type TableName } from "../functions/store/tables.ts";

/** The tables' names on one machine. */
export const TABLE_NAMES: Readonly<Record<TableName, string>> = {
  state: DEFAULT_NAMES.stateTable,
  alerts: DEFAULT_NAMES.alertsTable,
  windows: DEFAULT_NAMES.windowsTable,
  history: DEFAULT_NAMES.historyTable,
  polls: DEFAULT_NAMES.pollsTable,
  people: DEFAULT_NAMES.peopleTable,
  receivers: DEFAULT_NAMES.receiversTable,
};

/** Creates the tables that do not exist yet; resolves when all can be used. */
export async function createTables(client: DynamoDBClient): Promise<void> {
  for (const [name, table] of Object.entries(TABLES)) {
    await createTable(client, TABLE_NAMES[name as TableName], table);
  }
}

/** Limits of the wait for a new table, in seconds; it is there within milliseconds. */
const SECONDS = { minDelay: 0.005, maxDelay: 0.05, maxWaitTime: 5 };

async function createTable(client: DynamoDBClient, tableName: string, table: Table): Promise<void> {
  try {
    await client.send(new CreateTableCommand(definitionOf(tableName, table)));
  } catch (error) {
    if (!(error instanceof Error && error.name === "ResourceInUseException")) throw error;
  }
  await waitUntilTableExists({ client, ...SECONDS }, { TableName: tableName });
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
    GlobalSecondaryIndexes: indexes.length === 0 ? undefined : indexes.map(indexDefinition),
  };
}

function indexDefinition([IndexName, index]: [string, TableIndex]) {
  return { IndexName, KeySchema: keySchema(index), Projection: { ProjectionType: index.projection } };
}

function keySchema(keys: { readonly partitionKey: string; readonly sortKey?: string }) {
  const partition = { AttributeName: keys.partitionKey, KeyType: "HASH" as const };
  return keys.sortKey === undefined
    ? [partition]
    : [partition, { AttributeName: keys.sortKey, KeyType: "RANGE" as const }];
}
