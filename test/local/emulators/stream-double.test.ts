import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordCommand,
  SplitShardCommand,
} from "@aws-sdk/client-kinesis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LocalKinesis, startKinesis } from "../../../local/emulators/kinesis.ts";
import { clientOf } from "../../doubles/service-error.ts";
import { serveStream } from "../../doubles/stream/server.ts";
import { MemoryStream } from "../../doubles/stream/stream.ts";
import { kinesisAt } from "./clients.ts";

/** A stream of either kind, and what is done to it. */
class Asked {
  readonly #kinesis: KinesisClient;
  readonly #StreamName: string;
  readonly #sequenceNumbers: (string | undefined)[] = [];

  constructor(kinesis: KinesisClient, streamName: string) {
    this.#kinesis = kinesis;
    this.#StreamName = streamName;
  }

  /** The shard that each goes to. */
  async put(...partitionKeys: string[]): Promise<unknown[]> {
    const shards: unknown[] = [];
    for (const PartitionKey of partitionKeys) {
      const put = new PutRecordCommand({
        StreamName: this.#StreamName,
        PartitionKey,
        Data: Buffer.from("é"),
      });
      const { ShardId, SequenceNumber } = await this.#kinesis.send(put);
      this.#sequenceNumbers.push(SequenceNumber);
      shards.push(ShardId);
    }
    return shards;
  }

  async read(shard: number, from: Partial<GetShardIteratorCommandInput> | number, Limit?: number) {
    const position =
      typeof from === "number"
        ? { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: this.#sequenceNumbers[from] }
        : from;
    const ShardId = idOf(shard);
    const { ShardIterator } = await this.#kinesis.send(
      new GetShardIteratorCommand({
        StreamName: this.#StreamName,
        ShardId,
        ...position,
      } as GetShardIteratorCommandInput),
    );
    return await this.readOn(ShardIterator, Limit);
  }

  async readOn(ShardIterator: string | undefined, Limit?: number) {
    const answer = await this.#kinesis.send(new GetRecordsCommand({ ShardIterator, Limit }));
    return {
      keys: answer.Records?.map(({ PartitionKey }) => PartitionKey),
      texts: new Set(answer.Records?.map(({ Data }) => Buffer.from(Data ?? []).toString())),
      numbers: answer.Records?.map(({ SequenceNumber }) => this.#sequenceNumbers.indexOf(SequenceNumber)),
      areTimes: answer.Records?.every((record) => record.ApproximateArrivalTimestamp instanceof Date),
      isBehind: (answer.MillisBehindLatest ?? 0) > 0,
      children: answer.ChildShards,
      next: answer.NextShardIterator,
    };
  }

  async shards() {
    const { Shards } = await this.#kinesis.send(new ListShardsCommand({ StreamName: this.#StreamName }));
    return Shards?.map(({ SequenceNumberRange, ...shard }) => ({
      ...shard,
      isClosed: SequenceNumberRange?.EndingSequenceNumber !== undefined,
    }));
  }

  async summary() {
    const { StreamDescriptionSummary: summary } = await this.#kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName: this.#StreamName }),
    );
    return [summary?.StreamName, summary?.StreamStatus, summary?.OpenShardCount];
  }

  async split(shard: number, at: bigint): Promise<void> {
    const [StreamName, NewStartingHashKey] = [this.#StreamName, String(at)];
    await this.#kinesis.send(
      new SplitShardCommand({ StreamName, ShardToSplit: idOf(shard), NewStartingHashKey }),
    );
  }

  async merge(shard: number, neighbour: number): Promise<void> {
    const [ShardToMerge, AdjacentShardToMerge] = [idOf(shard), idOf(neighbour)];
    const StreamName = this.#StreamName;
    await this.#kinesis.send(new MergeShardsCommand({ StreamName, ShardToMerge, AdjacentShardToMerge }));
  }

  /** How each command is refused. */
  async refusals(...commands: readonly object[]): Promise<unknown[]> {
    const names: unknown[] = [];
    for (const command of commands) {
      names.push(
        await this.#kinesis.send(command as PutRecordCommand).then(
          () => "done",
          (error: Error) => error.name,
        ),
      );
    }
    return names;
  }
}

function idOf(shard: number): string {
  return `shardId-${String(shard).padStart(12, "0")}`;
}

const KEYS = ["hill", "quay", "__proto__", "lyon", "oslo", "é", "a", "b", "c", "d"];
const START = { ShardIteratorType: "TRIM_HORIZON" } as const;
const LATEST = { ShardIteratorType: "LATEST" } as const;
const withoutNext = ({ next, ...answer }: Awaited<ReturnType<Asked["read"]>>) => ({
  ...answer,
  goesOn: next !== undefined,
});

/** What is done, and everything that was answered. */
const COURSES: Readonly<Record<string, (stream: Asked, streamName: string) => Promise<unknown>>> = {
  "a stream says that it is there": (stream) => stream.summary(),
  "keys go to shards by their hash": async (stream) => [
    await stream.shards(),
    await stream.put(...KEYS),
    await Promise.all([0, 1, 2].map(async (shard) => withoutNext(await stream.read(shard, START)))),
  ],
  "a shard is read in pieces, each after the one before": async (stream) => {
    await stream.put(...new Array<string>(5).fill("hill"));
    const [shard = 0] = (await stream.put("hill")).map((id) => Number(String(id).slice(-1)));
    const first = await stream.read(shard, START, 4);
    const second = await stream.readOn(first.next, 4);
    const third = await stream.readOn(second.next);
    await stream.put("hill");
    return [first, second, third, await stream.readOn(third.next), await stream.readOn(first.next)].map(
      withoutNext,
    );
  },
  "a shard is read from where one says": async (stream) => {
    await stream.put("hill", "hill");
    const [shard = 0] = (await stream.put("hill")).map((id) => Number(String(id).slice(-1)));
    const latest = await stream.read(shard, LATEST);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const Timestamp = new Date();
    const later = await stream.read(shard, { ShardIteratorType: "AT_TIMESTAMP", Timestamp });
    await stream.put("hill", "hill");
    const since = await stream.read(shard, { ShardIteratorType: "AT_TIMESTAMP", Timestamp });
    const answers = [latest, await stream.readOn(latest.next), later, since];
    for (const number of [0, 2, 4]) answers.push(await stream.read(shard, number));
    return answers.map(withoutNext);
  },
  "a shard that was split ends, and its children go on": async (stream) => {
    await stream.put(...KEYS);
    await stream.split(1, 2n ** 127n + 3n);
    const after = await stream.put(...KEYS);
    const ended = await stream.read(1, START);
    const inPieces = await stream.read(1, START, 1);
    const children = await Promise.all([3, 4].map((shard) => stream.read(shard, START)));
    const latest = await stream.read(1, LATEST);
    return [
      await stream.shards(),
      after,
      [ended, inPieces, latest, ...children].map(withoutNext),
      await stream.summary(),
    ];
  },
  "shards that were merged end, and their child goes on": async (stream) => {
    await stream.put(...KEYS);
    await stream.merge(1, 2);
    const after = await stream.put(...KEYS);
    const read = await Promise.all([0, 1, 2, 3].map((shard) => stream.read(shard, START)));
    return [await stream.shards(), after, read.map(withoutNext)];
  },
  "what cannot be done is refused by the same name": (stream, StreamName) => {
    const Data = Buffer.from("");
    return stream.refusals(
      new PutRecordCommand({ StreamName: "elsewhere", PartitionKey: "hill", Data }),
      new ListShardsCommand({ StreamName: "elsewhere" }),
      new DescribeStreamSummaryCommand({ StreamName: "elsewhere" }),
      new GetShardIteratorCommand({ StreamName, ShardId: idOf(9), ...START }),
      new PutRecordCommand({ StreamName, PartitionKey: "", Data }),
      new PutRecordCommand({ StreamName, PartitionKey: "k".repeat(257), Data }),
      new PutRecordCommand({ StreamName, PartitionKey: "k".repeat(256), Data }),
      new PutRecordCommand({ StreamName, PartitionKey: "hill", Data: new Uint8Array(1_048_577) }),
      new PutRecordCommand({ StreamName, PartitionKey: "hill", Data: new Uint8Array(1_048_576) }),
    );
  },
};

let emulated: LocalKinesis;
beforeAll(async () => {
  emulated = await startKinesis();
});
afterAll(() => emulated.close());

test.each(Object.entries(COURSES))("%s, in the double and in the emulator", async (name, course) => {
  const streamName = name.replaceAll(/\W/g, "-");
  const kinesis = kinesisAt(emulated.endpoint);
  await kinesis.send(new CreateStreamCommand({ StreamName: streamName, ShardCount: 3 }));
  const expected = await course(new Asked(kinesis, streamName), streamName);
  kinesis.destroy();
  const settings = { name: streamName, shards: 3 };
  const asObject = clientOf<KinesisClient>(new MemoryStream(settings));
  expect(await course(new Asked(asObject, streamName), streamName)).toEqual(expected);
  const server = await serveStream(new MemoryStream(settings));
  const overHttp = kinesisAt(server.endpoint);
  expect(await course(new Asked(overHttp, streamName), streamName)).toEqual(expected);
  overHttp.destroy();
  await server.close();
});
