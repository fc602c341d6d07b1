import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { encodeRecord } from "../../functions/stream/records.ts";

export interface StubShard {
  readonly shardId: string;
  readonly records: readonly (StreamMessage | string)[];
  /** Shards that go on where this one ends; it is open where absent. */
  readonly children?: readonly { readonly shardId: string; readonly parents: readonly string[] }[];
}

export interface StreamStub {
  readonly endpoint: string;
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const ARRIVED_AT = Date.UTC(2026, 4, 4, 12);

/** As much of Kinesis as reading needs: one record a piece, and iterators that say where they are. */
export async function startStreamStub(shards: readonly StubShard[]): Promise<StreamStub> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const input = (await json(request)) as Record<string, string>;
    requests.push(operation);
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(JSON.stringify(answer(operation, input, shards)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function answer(operation: string, input: Record<string, string>, shards: readonly StubShard[]): object {
  if (operation === "DescribeStreamSummary") return { StreamDescriptionSummary: { StreamStatus: "ACTIVE" } };
  if (operation === "ListShards") {
    return {
      Shards: shards.map(({ shardId, children }) => ({
        ShardId: shardId,
        ParentShardId: parentsOf(shardId, shards)[0],
        AdjacentParentShardId: parentsOf(shardId, shards)[1],
        SequenceNumberRange: {
          StartingSequenceNumber: "0",
          ...(children === undefined ? {} : { EndingSequenceNumber: "9" }),
        },
      })),
    };
  }
  if (operation === "GetShardIterator") {
    const shard = shards.find(({ shardId }) => shardId === input.ShardId);
    const position = input.ShardIteratorType === "LATEST" ? shard?.records.length : 0;
    return { ShardIterator: `${input.ShardId}:${position}` };
  }
  const [shardId, position] = (input.ShardIterator ?? "").split(":");
  return piece(
    shards.find((shard) => shard.shardId === shardId),
    Number(position),
  );
}

function piece(shard: StubShard | undefined, position: number): object {
  const record = shard?.records[position];
  const isEnd = shard?.children !== undefined && position >= shard.records.length;
  return {
    Records:
      record === undefined
        ? []
        : [
            {
              SequenceNumber: String(position),
              ApproximateArrivalTimestamp: ARRIVED_AT / 1_000,
              PartitionKey: "any",
              Data: Buffer.from(typeof record === "string" ? record : encodeRecord(record)).toString(
                "base64",
              ),
            },
          ],
    MillisBehindLatest: record === undefined ? 0 : 1,
    ...(isEnd
      ? {
          ChildShards: shard?.children?.map(({ shardId, parents }) => ({
            ShardId: shardId,
            ParentShards: parents,
            HashKeyRange: { StartingHashKey: "0", EndingHashKey: "1" },
          })),
        }
      : { NextShardIterator: `${shard?.shardId}:${record === undefined ? position : position + 1}` }),
  };
}

function parentsOf(shardId: string, shards: readonly StubShard[]): string[] {
  return shards
    .filter(({ children }) => children?.some((child) => child.shardId === shardId))
    .map((shard) => shard.shardId);
}
