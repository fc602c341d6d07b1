import { setTimeout as sleep } from "node:timers/promises";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { KinesisStreamEvent } from "aws-lambda";
import { messageOf } from "../../functions/core/messages.ts";
import { backoffMs, configureMapping, type MappingConfiguration } from "./configuration.ts";
import { lambdaEvent } from "./event.ts";
import type { FailureRecord, ShardNames } from "./failure-record.ts";
import type { InvocationOutcome } from "./outcome.ts";
import { shardIterator } from "./shard-iterator.ts";
import { runShard, type ShardRun } from "./shard-run.ts";
import { listShards, type ShardStart, type StartingPosition, shardBook } from "./shards.ts";

export interface MappingOptions {
  readonly kinesis: KinesisClient;
  readonly streamName: string;
  readonly streamArn: string;
  readonly functionArn: string;
  readonly startingPosition: StartingPosition;
  /** Settings that differ from AWS's defaults. */
  readonly configuration?: Partial<MappingConfiguration> | undefined;
  /** Invokes the function. A rejection counts as a function error. */
  readonly invoke: (event: KinesisStreamEvent) => Promise<InvocationOutcome>;
  /** Sends to the on-failure destination. It is tried three times; then the shard goes on without it. */
  readonly onFailure: (record: FailureRecord) => Promise<void>;
  /** Receives what was retried or given up here, such as a refused read; where absent, stderr gets a line. */
  readonly onError?: ((error: Error) => void) | undefined;
}

export interface Mapping {
  /**
   * Resolves when all records put before the call are done or given up: every shard read to its tip, nothing under way.
   * A batch that is retried without end keeps it waiting. Rejects when the mapping is closed first.
   */
  idle(): Promise<void>;
  /** Stops reading and invoking. Resolves when the invocations under way have ended; never rejects. */
  close(): Promise<void>;
}

const TELL_ATTEMPTS = 3;

/** Starts to read the stream. Throws a RangeError for settings that AWS would refuse; later failures are retried. */
export function startMapping(options: MappingOptions): Mapping {
  const { kinesis, streamName, onError = writeError } = options;
  const configuration = configureMapping(options.configuration);
  const abort = new AbortController();
  const book = shardBook(options.startingPosition);
  const runs = new Map<string, ShardRun>();
  const waiting = new Set<Waiting>();
  let discoveries = 0;

  const tell = (what: string, error: unknown) => {
    if (abort.signal.aborted) return;
    onError(
      new Error(`event source mapping of ${streamName}: ${what}: ${messageOf(error)}`, { cause: error }),
    );
  };

  /** Retries with backoff until it works; returns null when attempts are used up or the mapping is closed. */
  const insist = async <T>(what: string, attempts: number, work: () => Promise<T>): Promise<T | null> => {
    for (let attempt = 1; attempt <= attempts && !abort.signal.aborted; attempt++) {
      try {
        return await work();
      } catch (error) {
        tell(what, error);
        const { signal } = abort;
        if (attempt < attempts)
          await sleep(backoffMs(configuration, attempt), null, { signal }).catch(() => {});
      }
    }
    return null;
  };

  const discover = async () => {
    discoveries++;
    const list = () => listShards(kinesis, streamName, abort.signal);
    const listed = await insist("its shards cannot be listed", Number.POSITIVE_INFINITY, list);
    discoveries--;
    if (listed !== null && !abort.signal.aborted) for (const start of book.take(listed)) begin(start);
    settleWaiting();
  };

  const begin = (start: ShardStart) => {
    const { shardId } = start;
    const names: ShardNames = { shardId, streamArn: options.streamArn, functionArn: options.functionArn };
    const read = shardIterator({ kinesis, streamName, start, abortSignal: abort.signal });
    const run = runShard(
      { configuration, names },
      {
        read,
        invoke: async (records) => {
          try {
            return await options.invoke(lambdaEvent(records, names));
          } catch (error) {
            tell(`a batch of ${shardId} could not be sent to the function`, error);
            return { type: "error" };
          }
        },
        tell: async (failure) => {
          await insist(`the failure record of a batch of ${shardId} could not be sent`, TELL_ATTEMPTS, () =>
            options.onFailure(failure),
          );
        },
        onError: (error) => tell(`${shardId} could not be read`, error),
        onStep: () => onStep(shardId),
      },
    );
    runs.set(shardId, run);
    for (const wait of waiting) wait.polls.set(shardId, 0);
    run.poll();
  };

  const onStep = (shardId: string) => {
    if (!abort.signal.aborted && runs.get(shardId)?.isOver() === true) {
      runs.delete(shardId);
      book.finish(shardId);
      void discover();
    }
    settleWaiting();
  };

  const settleWaiting = () => {
    if (discoveries > 0) return;
    for (const wait of waiting) {
      if ([...runs].some(([shardId, run]) => !run.isAtRest(wait.polls.get(shardId) ?? 0))) continue;
      waiting.delete(wait);
      wait.resolve();
    }
  };

  void discover();
  return {
    idle: () =>
      new Promise((resolve, reject) => {
        if (abort.signal.aborted) {
          reject(closedError(streamName));
          return;
        }
        const polls = new Map([...runs].map(([shardId, run]) => [shardId, run.poll()]));
        waiting.add({ polls, resolve, reject });
        settleWaiting();
      }),
    close: async () => {
      abort.abort();
      for (const wait of waiting) wait.reject(closedError(streamName));
      waiting.clear();
      await Promise.all([...runs.values()].map((run) => run.close()));
    },
  };
}

interface Waiting {
  /** By shard, the number of a poll: this poll, or a later one, must find the shard at rest. */
  readonly polls: Map<string, number>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function closedError(streamName: string): Error {
  return new Error(`event source mapping of ${streamName}: closed before everything was read and done`);
}

function writeError(error: Error): void {
  process.stderr.write(`${error.message}\n`);
}
