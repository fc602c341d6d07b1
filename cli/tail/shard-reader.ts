import {
  type ChildShard,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  ListShardsCommand,
  type Shard,
} from "@aws-sdk/client-kinesis";

export type From = "latest" | "start";

export interface ReadRecord {
  readonly bytes: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly arrivedAt: number;
}

export interface Piece {
  readonly records: readonly ReadRecord[];
  /** Was that the newest record of the shard? */
  readonly isCaughtUp: boolean;
  /** Shards that go on where this one has ended; null while it goes on itself. */
  readonly children: readonly Child[] | null;
}

/** A shard that came of splitting one, or of merging two. */
export interface Child {
  readonly shardId: string;
  readonly parents: readonly string[];
}

/** The shards to begin with: all that are open, or those whose parents have expired. */
export async function firstShards(client: KinesisClient, streamName: string, from: From): Promise<string[]> {
  const shards: Shard[] = [];
  let token: string | undefined;
  do {
    const input = token === undefined ? { StreamName: streamName } : { NextToken: token };
    const page = await client.send(new ListShardsCommand(input));
    shards.push(...(page.Shards ?? []));
    token = page.NextToken;
  } while (token !== undefined);
  const known = new Set(shards.map(({ ShardId }) => ShardId));
  const isFirst = (shard: Shard) =>
    from === "latest"
      ? shard.SequenceNumberRange?.EndingSequenceNumber === undefined
      : !known.has(shard.ParentShardId) && !known.has(shard.AdjacentParentShardId);
  return shards.filter(isFirst).flatMap(({ ShardId }) => (ShardId === undefined ? [] : [ShardId]));
}

/** Reads one shard, piece by piece. */
export class ShardReader {
  readonly #client: KinesisClient;
  readonly #streamName: string;
  readonly #shardId: string;
  readonly #from: From;
  #lastSequenceNumber: string | null = null;
  #iterator: string | null = null;

  constructor(client: KinesisClient, streamName: string, shardId: string, from: From) {
    this.#client = client;
    this.#streamName = streamName;
    this.#shardId = shardId;
    this.#from = from;
  }

  /** Null when it has to wait: the shard is read too often. */
  async read(): Promise<Piece | null> {
    this.#iterator ??= await this.#newIterator();
    let answer: GetRecordsCommandOutput;
    try {
      answer = await this.#client.send(new GetRecordsCommand({ ShardIterator: this.#iterator }));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // After five minutes without a read; the next one goes on after the last record.
      if (error.name === "ExpiredIteratorException") this.#iterator = null;
      else if (!/Throughput|LimitExceeded|Throttling/.test(error.name)) throw error;
      return null;
    }
    const records = answer.Records ?? [];
    this.#lastSequenceNumber = records.at(-1)?.SequenceNumber ?? this.#lastSequenceNumber;
    this.#iterator = answer.NextShardIterator ?? null;
    return {
      records: records.map(({ Data, ApproximateArrivalTimestamp }) => ({
        bytes: Data ?? new Uint8Array(),
        arrivedAt: ApproximateArrivalTimestamp?.getTime() ?? 0,
      })),
      isCaughtUp: records.length === 0 && (answer.MillisBehindLatest ?? 0) === 0,
      children: answer.NextShardIterator ? null : childrenOf(answer.ChildShards),
    };
  }

  async #newIterator(): Promise<string> {
    const input: GetShardIteratorCommandInput = {
      StreamName: this.#streamName,
      ShardId: this.#shardId,
      ...(this.#lastSequenceNumber === null
        ? { ShardIteratorType: this.#from === "latest" ? "LATEST" : "TRIM_HORIZON" }
        : {
            ShardIteratorType: "AFTER_SEQUENCE_NUMBER",
            StartingSequenceNumber: this.#lastSequenceNumber,
          }),
    };
    const { ShardIterator } = await this.#client.send(new GetShardIteratorCommand(input));
    if (!ShardIterator) throw new Error(`Kinesis gave no iterator for ${this.#shardId}`);
    return ShardIterator;
  }
}

function childrenOf(children: readonly ChildShard[] | undefined): Child[] {
  return (children ?? []).flatMap(({ ShardId, ParentShards }) =>
    ShardId === undefined ? [] : [{ shardId: ShardId, parents: ParentShards ?? [] }],
  );
}
