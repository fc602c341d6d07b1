import { DescribeTableCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TABLES, type TableName } from "../../functions/store/tables.ts";
import { type LocalDynamo, startDynamo } from "../../local/emulators/dynamo.ts";
import { createTables, TABLE_NAMES } from "../../local/tables.ts";
import { dynamoAt } from "./emulators/clients.ts";

let dynamo: LocalDynamo;
let client: ReturnType<typeof dynamoAt>;
beforeAll(async () => {
  dynamo = await startDynamo();
  client = dynamoAt(dynamo.endpoint);
  await createTables(client);
});
afterAll(async () => {
  client.destroy();
  await dynamo.close();
});

describe("the tables on one machine", () => {
  it("are all there, and creating them again leaves them as they are", async () => {
    await createTables(client);
    const { TableNames } = await client.send(new ListTablesCommand({}));
    expect(TableNames).toEqual(Object.values(TABLE_NAMES).toSorted());
  });

  it.each(Object.keys(TABLES) as TableName[])(
    "%s has the keys and indexes that are written down",
    async (name) => {
      const table = TABLES[name];
      const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE_NAMES[name] }));
      expect(Table?.KeySchema).toEqual(keys(table.partitionKey, table.sortKey));
      const indexes = Object.entries(table.indexes ?? {}).map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keys(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: index.projection },
      }));
      const found = (Table?.GlobalSecondaryIndexes ?? []).toSorted((a, b) =>
        String(a.IndexName).localeCompare(String(b.IndexName)),
      );
      expect(found).toMatchObject(indexes.toSorted((a, b) => a.IndexName.localeCompare(b.IndexName)));
    },
  );

  it("tells any other trouble as it comes", async () => {
    const other = dynamoAt("http://127.0.0.1:1");
    await expect(createTables(other)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    other.destroy();
  });
});

function keys(partitionKey: string, sortKey?: string) {
  const partition = { AttributeName: partitionKey, KeyType: "HASH" };
  return sortKey === undefined ? [partition] : [partition, { AttributeName: sortKey, KeyType: "RANGE" }];
}
