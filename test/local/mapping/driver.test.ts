import { setTimeout as sleep } from "node:timers/promises";
import { type KinesisClient, SplitShardCommand } from "@aws-sdk/client-kinesis";
import type { KinesisStreamEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Mapping, type MappingOptions, startMapping } from "../../../local/mapping/driver.ts";
import type { FailureRecord } from "../../../local/mapping/failure-record.ts";
import type { JsonServer } from "../../doubles/json-server.ts";
import { serviceError } from "../../doubles/service-error.ts";
import { ITERATOR_MS_MAX } from "../../doubles/stream/operations.ts";
import { serveStream } from "../../doubles/stream/server.ts";
import { MemoryStream } from "../../doubles/stream/stream.ts";
import { kinesisAt } from "../emulators/clients.ts";

const streamName = "observations";
let stream: MemoryStream;
let server: JsonServer;
let kinesis: KinesisClient;
let mapping: Mapping | null = null;
let problems: string[];
/** How many milliseconds the stream's clock is ahead. */
let aheadMs: number;

beforeEach(async () => {
  problems = [];
  aheadMs = 0;
  stream = new MemoryStream({ name: streamName, now: () => Date.now() + aheadMs });
  server = await serveStream(stream);
  kinesis = kinesisAt(server.endpoint);
});
afterEach(async () => {
  stream.refusal = () => null;
  await mapping?.close();
  mapping = null;
  kinesis.destroy();
  await server.close();
});

function start(options: Partial<MappingOptions> = {}): {
  mapping: Mapping;
  texts: string[];
  failures: FailureRecord[];
} {
  const texts: string[] = [];
  const failures: FailureRecord[] = [];
  const started = startMapping({
    kinesis,
    streamName,
    streamArn: `arn:aws:kinesis:us-east-1:000000000000:stream/${streamName}`,
    functionArn: "arn:aws:lambda:us-east-1:000000000000:function:detect",
    startingPosition: "TRIM_HORIZON",
    invoke: async (event) => {
      texts.push(...textsOf(event));
      return { type: "success", payload: null };
    },
    onFailure: async (failure) => {
      failures.push(failure);
    },
    onError: (problem) => {
      problems.push(problem.message);
    },
    ...options,
    configuration: { pollIntervalMs: 20, backoffFirstMs: 5, backoffMaxMs: 20, ...options.configuration },
  });
  mapping = started;
  return { mapping: started, texts, failures };
}

function textsOf(event: KinesisStreamEvent): string[] {
  return event.Records.map((record) => Buffer.from(record.kinesis.data, "base64").toString());
}

function putAll(...texts: string[]): void {
  for (const text of texts) stream.put("lyon", Buffer.from(text));
}

/** Refuses the first `times` calls of an operation. */
function refuse(refused: string, times: number, type: string, status = 400): void {
  let left = times;
  stream.refusal = (operation) =>
    operation === refused && left-- > 0 ? Object.assign(serviceError(type), { status }) : null;
}

describe("the driver", () => {
  it("delivers what was put before and after the start, in order, and is idle then", async () => {
    putAll("one", "two");
    const { mapping, texts } = start();
    await mapping.idle();
    expect(texts).toEqual(["one", "two"]);
    putAll("three");
    await mapping.idle();
    expect(texts).toEqual(["one", "two", "three"]);
  });

  it("from LATEST on delivers only what is put later", async () => {
    putAll("before");
    const { mapping, texts } = start({ startingPosition: "LATEST" });
    await mapping.idle();
    putAll("after");
    await mapping.idle();
    expect(texts).toEqual(["after"]);
  });

  it("from a time stamp on delivers what arrived since", async () => {
    putAll("before");
    await sleep(5);
    const atTimestamp = Date.now();
    putAll("after");
    const { mapping, texts } = start({ startingPosition: { atTimestamp } });
    await mapping.idle();
    expect(texts).toEqual(["after"]);
  });

  it("retries the failed items alone, tells of what was given up and goes on", async () => {
    putAll("good", "poison", "better");
    const sent: string[][] = [];
    const { mapping, failures } = start({
      configuration: {
        reportBatchItemFailures: true,
        bisectBatchOnFunctionError: true,
        maximumRetryAttempts: 1,
      },
      invoke: async (event) => {
        const texts = textsOf(event);
        sent.push(texts);
        const itemIdentifier = event.Records[texts.indexOf("poison")]?.kinesis.sequenceNumber;
        const batchItemFailures = itemIdentifier === undefined ? [] : [{ itemIdentifier }];
        return { type: "success", payload: { batchItemFailures } };
      },
    });
    await mapping.idle();
    expect(sent).toEqual([
      ["good", "poison", "better"],
      ["poison", "better"],
      ["poison"],
      ["poison"],
      ["better"],
    ]);
    expect(failures.map((failure) => failure.KinesisBatchInfo.batchSize)).toEqual([1]);
  });

  it("takes a rejected invocation for a function error", async () => {
    putAll("one");
    let invocations = 0;
    const { mapping } = start({
      invoke: async () => {
        if (++invocations === 1) throw new Error("the runtime is gone");
        return { type: "success", payload: null };
      },
    });
    await mapping.idle();
    expect(invocations).toBe(2);
    expect(problems[0]).toContain("the runtime is gone");
  });

  it("renews an expired iterator after the newest record it has read", async () => {
    const { mapping, texts } = start();
    putAll("one");
    await mapping.idle();
    aheadMs += ITERATOR_MS_MAX + 1;
    putAll("two");
    await mapping.idle();
    putAll("three");
    await mapping.idle();
    expect(texts).toEqual(["one", "two", "three"]);
    expect(stream.asked.filter((operation) => operation === "GetShardIterator")).toHaveLength(2);
    expect(problems).toEqual([]);
  });

  it("an iterator that expires before the first record loses nothing from LATEST on", async () => {
    const { mapping, texts } = start({ startingPosition: "LATEST" });
    await mapping.idle();
    putAll("one");
    aheadMs += ITERATOR_MS_MAX + 1;
    await mapping.idle();
    expect(texts).toEqual(["one"]);
  });

  it.each([
    ["ListShards", "LimitExceededException", 400],
    ["GetShardIterator", "ProvisionedThroughputExceededException", 400],
    ["GetRecords", "ProvisionedThroughputExceededException", 400],
    ["GetRecords", "InternalFailureException", 500],
  ])("backs off when %s is refused with %s, and goes on", async (operation, type, status) => {
    putAll("one");
    refuse(operation, 3, type, status);
    const { mapping, texts } = start();
    await mapping.idle();
    expect(texts).toEqual(["one"]);
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain(streamName);
  });

  it("reads the children of a split after their parent", async () => {
    putAll("parent");
    const { mapping, texts } = start();
    await kinesis.send(
      new SplitShardCommand({
        StreamName: streamName,
        ShardToSplit: "shardId-000000000000",
        NewStartingHashKey: (2n ** 127n).toString(),
      }),
    );
    putAll("child");
    await expect.poll(() => texts).toEqual(["parent", "child"]);
    stream.put("paris", Buffer.from("other"));
    await mapping.idle();
    expect(texts).toEqual(["parent", "child", "other"]);
  });

  it("goes on when the on-failure destination refuses three times", async () => {
    putAll("poison", "good");
    let told = 0;
    const seen: string[] = [];
    const { mapping } = start({
      configuration: { batchSize: 1, maximumRetryAttempts: 0 },
      invoke: async (event) => {
        seen.push(...textsOf(event));
        return seen.length === 1 ? { type: "error" } : { type: "success", payload: null };
      },
      onFailure: async () => {
        told++;
        throw new Error("no such queue");
      },
    });
    await mapping.idle();
    expect(told).toBe(3);
    expect(seen).toEqual(["poison", "good"]);
  });

  it("on close waits for the invocation under way, starts no other, and rejects who waits for idle", async () => {
    putAll("one", "two");
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let started = 0;
    const { mapping } = start({
      configuration: { batchSize: 1 },
      invoke: async () => {
        started++;
        await ended;
        return { type: "success", payload: null };
      },
    });
    await expect.poll(() => started).toBe(1);
    const idle = mapping.idle();
    const rejected = expect(idle).rejects.toThrow("closed before everything was read");
    const closing = mapping.close();
    await rejected;
    end();
    await closing;
    expect(started).toBe(1);
    await expect(mapping.idle()).rejects.toThrow("closed");
  });

  it("refuses settings that AWS would refuse", () => {
    expect(() => start({ configuration: { batchSize: 0 } })).toThrow("batchSize");
  });
});
