import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { DynamoDBDocumentClient, GetCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { pastOfTape } from "../../cli/replay/past.ts";
import type { Columns } from "../../functions/core/columns.ts";
import { itemsOfValue } from "../../functions/core/item-names.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { unpackLook } from "../../functions/store/packed-look.ts";
import { startDynamo } from "../../local/emulators/dynamo.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import { openTape } from "../../local/tape/read.ts";
import { dynamoAt } from "../local/emulators/clients.ts";
import { comparable, readBack } from "../store/read-back.ts";
import type { PlayedTape } from "./played-tape.ts";

/** What history says of one poll; how often it was delivered shows in the record's place on the stream alone. */
interface Said extends Pick<PastLook, "at" | "previousAt" | "verdict" | "reason"> {
  readonly stationIds: readonly string[] | null;
  readonly columns: Columns | null;
}

/** Reads the history that a run has left in its folder of `--data`. */
export async function keptHistory(dataFolder: string): Promise<Said[]> {
  const dynamo = await startDynamo(join(dataFolder, "tables"));
  const client = DynamoDBDocumentClient.from(dynamoAt(dynamo.endpoint));
  try {
    const items: Record<string, unknown>[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: TABLE_NAMES.history }))
      items.push(...Items);
    items.sort((a, b) => (String(a.at) < String(b.at) ? -1 : 1));
    const lists = new Map<unknown, readonly string[]>();
    for (const { systemId, stations } of items) {
      if (stations === undefined || lists.has(stations)) continue;
      const parts = itemsOfValue(stations).map((item) =>
        client.send(new GetCommand({ TableName: TABLE_NAMES.state, Key: { systemId, item } })),
      );
      const bytes = (await Promise.all(parts)).map(({ Item }) => Item?.ids as Uint8Array);
      lists.set(stations, JSON.parse(inflateRawSync(Buffer.concat(bytes)).toString()) as string[]);
    }
    const looks = items.map(({ at, look, stations }) => ({
      at: Date.parse(String(at)),
      bytes: look as Uint8Array,
      stationIds: lists.get(stations) ?? null,
    }));
    const believed = readBack(looks.map((look) => ({ ...look, stations: look.stationIds?.length ?? 0 })));
    return looks.map(({ at, bytes, stationIds }) => {
      const { previousAt, verdict, reason } = unpackLook(bytes, at);
      const columns = believed.get(at);
      return { at, previousAt, verdict, reason, stationIds, columns: columns ? comparable(columns) : null };
    });
  } finally {
    client.destroy();
    await dynamo.close();
  }
}

/** What the tape's history is to be under the plain rules: the fold's own. */
export async function playedHistory(tape: PlayedTape): Promise<Said[]> {
  const said: Said[] = [];
  for await (const past of pastOfTape(await openTape(tape.folder), PLAIN_RULES)) {
    const { at, previousAt, verdict, reason, believed } = past;
    const stationIds = believed?.stationIds ?? null;
    said.push({
      at,
      previousAt,
      verdict,
      reason,
      stationIds,
      columns: believed && comparable(believed.columns),
    });
  }
  return said;
}
