import { detect } from "../../functions/detect/detect.ts";
import { DETECTOR_MAPPING } from "../../functions/runtime/mapping.ts";
import { batchResponse, readBatch } from "../../functions/stream/batch.ts";
import { configureMapping, type MappingConfiguration } from "../../local/mapping/configuration.ts";
import { lambdaEvent } from "../../local/mapping/event.ts";
import type { ShardNames } from "../../local/mapping/failure-record.ts";
import type { InvocationOutcome } from "../../local/mapping/outcome.ts";
import type { DataRecord } from "../../local/mapping/record.ts";
import { shardBook } from "../../local/mapping/shards.ts";
import { listed } from "../doubles/stream/operations.ts";
import type { StreamShard } from "../doubles/stream/stream.ts";
import { type Detector, newDetector } from "./containers.ts";
import { messageIn } from "./message-in.ts";
import { releaseAfter } from "./releases.ts";
import { ShardReader } from "./shard-reader.ts";
import type { World } from "./world.ts";

/** Short time-outs make many zombies. In calm a function has the time it needs. */
const TIMEOUTS_MS = [250, 2_000, 60_000];
const CALM_TIMEOUT_MS = 60_000;

/** Chooses settings around the deployed ones: the promises hold under all of them. */
function chooseConfiguration({ random, scale }: World): MappingConfiguration {
  const isWide = scale === "wide";
  const pick = <T>(...from: T[]): T => from[random.below(from.length)] as T;
  // A wide city's window must collect several polls in one batch.
  const windowSeconds = isWide ? pick(150, 200) : pick(0, 0, 90, 300);
  return configureMapping({
    batchSize: isWide ? DETECTOR_MAPPING.batchSize : pick(1, 2, 3, 5, 10, DETECTOR_MAPPING.batchSize),
    maximumBatchingWindowInSeconds: windowSeconds,
    parallelizationFactor: pick(1, 1, 2, 3),
    maximumRetryAttempts: pick(-1, -1, 0, 1, 3),
    maximumRecordAgeInSeconds: pick(-1, -1, -1, windowSeconds + 120),
    bisectBatchOnFunctionError: random.chance(0.5),
    reportBatchItemFailures: DETECTOR_MAPPING.reportBatchItemFailures,
    unknownIdentifier: pick("fails the batch", "is ignored"),
    firstReturned: pick("split in two", "sent whole"),
    // A put wakes the shard, so an idle shard need not be polled often.
    pollIntervalMs: 30_000,
    backoffFirstMs: 200,
    backoffMaxMs: 20_000,
  });
}

/** The event source mapping of `local/mapping` and the containers it invokes, in simulated time. */
export class SimulatedMapping {
  /** Sequence numbers of the records reported to the on-failure destination. */
  readonly givenUp = new Set<string>();
  invocations = 0;
  readonly #world: World;
  readonly #configuration: MappingConfiguration;
  readonly #book = shardBook(DETECTOR_MAPPING.startingPosition);
  readonly #shards = new Map<StreamShard, ShardReader>();
  readonly #idle: Detector[] = [];
  readonly #busy = new Set<Detector>();
  readonly #timeoutMs: number;
  #containers = 0;

  constructor(world: World) {
    this.#world = world;
    this.#configuration = chooseConfiguration(world);
    // A wide city's alerts need hundreds of requests, so short time-outs would never let a batch end.
    const shortest = world.scale === "wide" ? TIMEOUTS_MS.length - 1 : 0;
    const choice = shortest + world.random.below(TIMEOUTS_MS.length - shortest);
    this.#timeoutMs = TIMEOUTS_MS[choice] ?? CALM_TIMEOUT_MS;
    this.#discover();
    world.onPut = (shard) => this.#shards.get(shard)?.wake();
  }

  isAtRest(): boolean {
    return this.#world.stream.shards.every((shard) => this.#shards.get(shard)?.isAtRest() === true);
  }

  /** After a split or merge the readers must find the end of the closed shards, then their children. */
  reshard(closed: readonly StreamShard[]): void {
    for (const shard of closed) this.#shards.get(shard)?.wake();
  }

  finish(shardId: string): void {
    this.#book.finish(shardId);
    this.#world.time.after(this.#world.random.below(3_000), () => this.#discover());
  }

  /** The mapping dies and restarts from an earlier checkpoint. */
  rewind(): void {
    const read = [...this.#shards.values()].filter((shard) => !shard.isOver());
    read[this.#world.random.below(read.length)]?.rewind();
  }

  /** Switches the mapping off; some of the running invocations die. */
  suspend(): void {
    this.#world.tell("the mapping is switched off");
    for (const shard of this.#shards.values()) shard.suspend();
    for (const container of this.#busy) if (this.#world.random.chance(0.5)) container.die();
  }

  resume(): void {
    for (const shard of this.#shards.values()) shard.resume();
  }

  deploy(): void {
    const { random } = this.#world;
    // Some containers of the older deployment keep serving for a while.
    for (let at = this.#idle.length - 1; at >= 0; at--) if (random.chance(0.5)) this.#idle.splice(at, 1);
  }

  /** Calls `hear` once, with the outcome that the mapping sees. */
  invoke(
    records: readonly DataRecord[],
    names: ShardNames,
    hear: (outcome: InvocationOutcome) => void,
  ): void {
    const { mishaps, time } = this.#world;
    this.invocations++;
    if (mishaps.strike("invocation throttled")) {
      time.after(10, () => hear({ type: "throttled" }));
      return;
    }
    const container = this.#container();
    let isHeard = false;
    const end = (outcome: InvocationOutcome) => {
      if (isHeard) return;
      isHeard = true;
      hear(outcome);
    };
    const { die } = container;
    container.die = () => {
      die.call(container);
      this.#busy.delete(container);
      time.after(50, () => end({ type: "error" }));
    };
    time.after(mishaps.isCalm ? CALM_TIMEOUT_MS : this.#timeoutMs, () => {
      if (isHeard) return;
      mishaps.count("invocation timed out");
      container.isZombie = true;
      end({ type: "timedOut" });
    });
    container.batch = records;
    this.#busy.add(container);
    this.#world.tell(`${container.name} begins ${records.map((one) => this.#written(one)).join(" ")}`);
    detect(readBatch(lambdaEvent(records, names)), container.ports).then(
      ({ retryFrom, retryReasons }) => {
        this.#world.tell(`${container.name} ends ${retryReasons.join("; ") || "well"}`);
        this.#busy.delete(container);
        if (isHeard) return;
        container.die = die;
        this.#idle.push(container);
        if (mishaps.strike("invocation's answer lost")) end({ type: "error" });
        else end({ type: "success", payload: batchResponse(retryFrom) });
      },
      (error: unknown) => {
        this.#world.ledger.violations.push(`detect threw: ${String(error)}`);
        end({ type: "error" });
      },
    );
  }

  #discover(): void {
    const { stream } = this.#world;
    for (const { shardId } of this.#book.take(stream.shards.map(listed))) {
      const shard = stream.shards.find((one) => one.shardId === shardId);
      if (shard === undefined || this.#shards.has(shard)) continue;
      const reader = new ShardReader(this.#world, shard, this.#configuration, this);
      this.#shards.set(shard, reader);
      reader.wake();
    }
  }

  #container(): Detector {
    const { random, mishaps, deployments, deployment, code } = this.#world;
    // A late answer can kill an idle container. In calm no container with older code is left.
    const fit = this.#idle.filter((one) => one.isAlive && (!mishaps.isCalm || one.code === code));
    const warm = random.chance(0.7) ? fit[random.below(fit.length)] : undefined;
    if (warm !== undefined) return this.#idle.splice(this.#idle.indexOf(warm), 1)[0] ?? warm;
    const isOld = mishaps.strike("container of an older deployment");
    const own = isOld ? (deployments[random.below(deployments.length)] ?? deployment) : deployment;
    const ownCode = isOld ? { ...code, release: releaseAfter(code.release, -1) } : code;
    const name = `detect#${++this.#containers}/${own.version}/${ownCode.release}`;
    return newDetector(this.#world, name, own, ownCode);
  }

  #written(record: DataRecord): string {
    const message = messageIn(record);
    const what = message === null ? "garbage" : `${message.type}:${message.systemId}`;
    return `${this.#world.stream.numberOf(record.sequenceNumber)}=${what}`;
  }
}
