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
import { clientOf } from "../../doubles/client.ts";
import { type Answer, Conversation } from "../../doubles/conversation.ts";
import { serveStream } from "../../doubles/stream/server.ts";
import { MemoryStream } from "../../doubles/stream/stream.ts";
import { kinesisAt } from "./clients.ts";

/** The comparable parts of a stream's answers: numbers and iterators differ between streams. */
class StreamConversation extends Conversation {
  readonly StreamName: string;
  /** In the order of the puts. */
  readonly numbers: string[] = [];

  constructor(client: KinesisClient, StreamName: string) {
    super(client, (answer) => this.#comparable(answer));
    this.StreamName = StreamName;
  }

  async put(...partitionKeys: string[]): Promise<void> {
    const { StreamName } = this;
    for (const PartitionKey of partitionKeys) {
      await this.ask(new PutRecordCommand({ StreamName, PartitionKey, Data: Buffer.from("é") }));
    }
  }

  async read(shard: number, from: From, Limit?: number): Promise<Answer> {
    const iterator = { StreamName: this.StreamName, ShardId: idOf(shard), ...from };
    const { ShardIterator } = await this.ask(new GetShardIteratorCommand(iterator));
    return await this.readOn(ShardIterator, Limit);
  }

  readOn(iterator: unknown, Limit?: number): Promise<Answer> {
    return this.ask(new GetRecordsCommand({ ShardIterator: iterator as string, Limit }));
  }

  list(): Promise<Answer> {
    return this.ask(new ListShardsCommand({ StreamName: this.StreamName }));
  }

  #comparable(value: unknown): unknown {
    if (value instanceof Date) return "a time";
    if (value instanceof Uint8Array) return Buffer.from(value).toString();
    if (Array.isArray(value)) return value.map((one) => this.#comparable(one));
    if (typeof value !== "object" || value === null) return value;
    // The double does not report encryption.
    const isSaid = ([name, one]: [string, unknown]) => one !== undefined && name !== "EncryptionType";
    const entries = Object.entries(value).filter(isSaid);
    return Object.fromEntries(entries.map(([name, one]) => [name, this.#field(name, one)]));
  }

  #field(name: string, value: unknown): unknown {
    if (name.endsWith("ShardIterator")) return "an iterator";
    if (name === "MillisBehindLatest") return Number(value) > 0;
    if (name === "SequenceNumberRange") return Object.keys(value as object).length;
    if (name !== "SequenceNumber") return this.#comparable(value);
    const number = this.numbers.indexOf(String(value));
    return number === -1 ? this.numbers.push(String(value)) - 1 : number;
  }
}

type From = Pick<GetShardIteratorCommandInput, "ShardIteratorType" | "StartingSequenceNumber" | "Timestamp">;

const START: From = { ShardIteratorType: "TRIM_HORIZON" };
const LATEST: From = { ShardIteratorType: "LATEST" };
const KEYS = ["hill", "quay", "__proto__", "lyon", "oslo", "é", "a", "b", "c", "d"];
/** The shard of the key `hill`, in a stream of three. */
const HILL = 2;

function idOf(shard: number): string {
  return `shardId-${String(shard).padStart(12, "0")}`;
}

const COURSES: Readonly<Record<string, (stream: StreamConversation) => Promise<unknown>>> = {
  "keys go to shards by their hash": async (stream) => {
    await stream.list();
    await stream.put(...KEYS);
    for (const shard of [0, 1, 2]) await stream.read(shard, START);
  },
  "a shard is read in pieces, each after the one before": async (stream) => {
    await stream.put("hill", "hill", "hill", "hill", "hill", "hill");
    const first = await stream.read(HILL, START, 4);
    const second = await stream.readOn(first.NextShardIterator, 4);
    const third = await stream.readOn(second.NextShardIterator);
    await stream.put("hill");
    await stream.readOn(third.NextShardIterator);
    await stream.readOn(first.NextShardIterator);
    expect(first.Records).toHaveLength(4);
  },
  "a shard is read from where one says": async (stream) => {
    await stream.put("hill", "hill", "hill");
    const latest = await stream.read(HILL, LATEST);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const since: From = { ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date() };
    await stream.read(HILL, since);
    await stream.put("hill", "hill");
    await stream.readOn(latest.NextShardIterator);
    await stream.read(HILL, since);
    for (const number of [0, 2, 4]) {
      const StartingSequenceNumber = stream.numbers[number];
      await stream.read(HILL, { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber });
    }
  },
  "a shard that was split ends, and its children go on": async (stream) => {
    const { StreamName } = stream;
    await stream.put(...KEYS);
    const NewStartingHashKey = String(2n ** 127n + 3n);
    await stream.ask(new SplitShardCommand({ StreamName, ShardToSplit: idOf(1), NewStartingHashKey }));
    await stream.list();
    await stream.put(...KEYS);
    for (const shard of [1, 3, 4]) await stream.read(shard, START);
    await stream.read(1, START, 1);
    await stream.read(1, LATEST);
  },
  "shards that were merged end, and their child goes on": async (stream) => {
    const [ShardToMerge, AdjacentShardToMerge] = [idOf(1), idOf(2)];
    await stream.put(...KEYS);
    const { StreamName } = stream;
    await stream.ask(new MergeShardsCommand({ StreamName, ShardToMerge, AdjacentShardToMerge }));
    await stream.list();
    await stream.put(...KEYS);
    for (const shard of [0, 1, 2, 3]) await stream.read(shard, START);
  },
  "what cannot be done is refused by the same name": async (stream) => {
    const { StreamName } = stream;
    const put = { StreamName, PartitionKey: "hill", Data: new Uint8Array(1) };
    for (const command of [
      new PutRecordCommand({ ...put, StreamName: "elsewhere" }),
      new ListShardsCommand({ StreamName: "elsewhere" }),
      new DescribeStreamSummaryCommand({ StreamName: "elsewhere" }),
      new GetShardIteratorCommand({ StreamName, ShardId: idOf(9), ShardIteratorType: "LATEST" }),
      ...["", "k".repeat(256), "k".repeat(257)].map(
        (PartitionKey) => new PutRecordCommand({ ...put, PartitionKey }),
      ),
      ...[1_048_576, 1_048_577].map((bytes) => new PutRecordCommand({ ...put, Data: new Uint8Array(bytes) })),
    ]) {
      await stream.ask(command);
    }
  },
};

let emulated: LocalKinesis;
beforeAll(async () => {
  emulated = await startKinesis();
});
afterAll(() => emulated.close());

test.each(Object.entries(COURSES))("%s, in the double and in the emulator", async (name, course) => {
  const StreamName = name.replaceAll(/\W/g, "-");
  const answersOf = async (kinesis: KinesisClient) => {
    const stream = new StreamConversation(kinesis, StreamName);
    await course(stream);
    const { StreamDescriptionSummary: summary } = await kinesis.send(
      new DescribeStreamSummaryCommand({ StreamName }),
    );
    kinesis.destroy();
    return [...stream.answers, summary?.StreamName, summary?.StreamStatus, summary?.OpenShardCount];
  };
  const kinesis = kinesisAt(emulated.endpoint);
  await kinesis.send(new CreateStreamCommand({ StreamName, ShardCount: 3 }));
  const expected = await answersOf(kinesis);
  const settings = { name: StreamName, shards: 3 };
  expect(await answersOf(clientOf<KinesisClient>(new MemoryStream(settings)))).toEqual(expected);
  const server = await serveStream(new MemoryStream(settings));
  expect(await answersOf(kinesisAt(server.endpoint))).toEqual(expected);
  await server.close();
});
