import { detect } from "../../functions/detect/detect.ts";
import { batchResponse, readBatch } from "../../functions/stream/batch.ts";
import { configureMapping, type MappingConfiguration } from "../../local/mapping/configuration.ts";
import { lambdaEvent } from "../../local/mapping/event.ts";
import type { ShardNames } from "../../local/mapping/failure-record.ts";
import { step } from "../../local/mapping/machine.ts";
import type { InvocationOutcome } from "../../local/mapping/outcome.ts";
import type { Command, Input } from "../../local/mapping/protocol.ts";
import { compareSequence } from "../../local/mapping/record.ts";
import { isAtRest, openShard, type ShardState } from "../../local/mapping/shard-state.ts";
import { type Detector, newDetector } from "./containers.ts";
import type { PutRecord } from "./stream.ts";
import type { World } from "./world.ts";

/** Short ones make many zombies. In calm a function has the time that it needs. */
const TIMEOUTS_MS = [250, 2_000, 60_000];
const CALM_TIMEOUT_MS = 60_000;
const READ_RECORDS_MAX = 10;

function chooseConfiguration({ random }: World): MappingConfiguration {
  const pick = <T>(...from: T[]): T => from[random.below(from.length)] as T;
  const windowSeconds = pick(0, 0, 90, 300);
  return configureMapping({
    batchSize: pick(1, 2, 3, 5, 10, 100),
    maximumBatchingWindowInSeconds: windowSeconds,
    parallelizationFactor: pick(1, 1, 2, 3),
    maximumRetryAttempts: pick(-1, -1, 0, 1, 3),
    maximumRecordAgeInSeconds: pick(-1, -1, -1, windowSeconds + 120),
    bisectBatchOnFunctionError: random.chance(0.5),
    reportBatchItemFailures: true,
    // What is put wakes the shard, so that nothing happens where nothing is to be read.
    pollIntervalMs: 30_000,
    backoffFirstMs: 200,
    backoffMaxMs: 20_000,
  });
}

/** The event source mapping of `local/mapping` and the containers that it invokes, in simulated time. */
export class SimulatedMapping {
  /** Sequence numbers of the records that were told to the on-failure destination. */
  readonly givenUp = new Set<string>();
  invocations = 0;
  readonly #world: World;
  readonly #configuration: MappingConfiguration;
  readonly #shards: Shard[];
  readonly #idle: Detector[] = [];
  readonly #timeoutMs: number;
  #containers = 0;

  constructor(world: World) {
    this.#world = world;
    this.#configuration = chooseConfiguration(world);
    this.#timeoutMs = TIMEOUTS_MS[world.random.below(TIMEOUTS_MS.length)] ?? CALM_TIMEOUT_MS;
    this.#shards = world.stream.shards.map(
      (_, number) => new Shard(world, number, this.#configuration, this),
    );
    world.onPut = (shard) => this.#shards[shard]?.wake();
  }

  isAtRest(): boolean {
    return this.#shards.every((shard) => shard.isAtRest());
  }

  /** The mapping dies and is opened again where it was some time ago. */
  rewind(): void {
    this.#shards[this.#world.random.below(this.#shards.length)]?.rewind();
  }

  deploy(): void {
    const { random } = this.#world;
    // Some containers of the older deployment serve on for a while.
    for (let at = this.#idle.length - 1; at >= 0; at--) if (random.chance(0.5)) this.#idle.splice(at, 1);
  }

  /** Calls back once, with what the mapping hears of the invocation. */
  invoke(records: readonly PutRecord[], names: ShardNames, hear: (outcome: InvocationOutcome) => void): void {
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
      time.after(50, () => end({ type: "error" }));
    };
    time.after(mishaps.isCalm ? CALM_TIMEOUT_MS : this.#timeoutMs, () => {
      if (isHeard) return;
      mishaps.count("invocation timed out");
      container.isZombie = true;
      end({ type: "timedOut" });
    });
    container.batch = records;
    this.#world.tell(`${container.name} begins ${records.map((one) => this.#written(one)).join(" ")}`);
    detect(readBatch(lambdaEvent(records, names)), container.ports).then(
      ({ retryFrom, retryReasons }) => {
        this.#world.tell(`${container.name} ends ${retryReasons.join("; ") || "well"}`);
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

  #container(): Detector {
    const { random, mishaps, deployments, deployment } = this.#world;
    if (this.#idle.length > 0 && random.chance(0.7)) {
      return this.#idle.splice(random.below(this.#idle.length), 1)[0] as Detector;
    }
    const isOld = mishaps.strike("container of an older deployment");
    const own = isOld ? (deployments[random.below(deployments.length)] ?? deployment) : deployment;
    return newDetector(this.#world, `detect#${++this.#containers}/${own.version}`, own);
  }

  #written({ message, sequenceNumber }: PutRecord): string {
    const what = message === null ? "garbage" : `${message.type}:${message.systemId}`;
    return `${this.#world.stream.numberOf(sequenceNumber)}=${what}`;
  }
}

/** One shard's machine, and what it commands. */
class Shard {
  readonly #world: World;
  readonly #records: readonly PutRecord[];
  readonly #configuration: MappingConfiguration;
  readonly #names: ShardNames;
  readonly #mapping: SimulatedMapping;
  readonly #checkpoints: (string | null)[] = [null];
  #state: ShardState<PutRecord>;
  /** Answers to what was there before a rewind are not heard. */
  #life = 0;
  #ticks = 0;

  constructor(world: World, number: number, configuration: MappingConfiguration, mapping: SimulatedMapping) {
    this.#world = world;
    this.#records = world.stream.shards[number] ?? [];
    this.#configuration = configuration;
    this.#mapping = mapping;
    this.#names = {
      shardId: `shardId-00000000000${number}`,
      streamArn: "arn:aws:kinesis:eu-west-3:111122223333:stream/stream",
      functionArn: "arn:aws:lambda:eu-west-3:111122223333:function:detect",
    };
    this.#state = openShard(configuration);
  }

  isAtRest(): boolean {
    if (this.#records.length === 0) return true;
    return this.#unread().length === 0 && isAtRest(this.#state);
  }

  wake(): void {
    const life = this.#life;
    this.#world.time.after(this.#world.random.below(1_000), () => {
      if (life === this.#life) this.#feed({ type: "poll", at: this.#world.time.now });
    });
  }

  rewind(): void {
    this.#life++;
    const { random } = this.#world;
    const checkpoint = this.#checkpoints[random.below(this.#checkpoints.length)] ?? null;
    this.#world.tell(`the mapping of ${this.#names.shardId} begins anew after ${checkpoint}`);
    this.#state = openShard(this.#configuration, checkpoint);
    this.wake();
  }

  #unread(): readonly PutRecord[] {
    const { readTo } = this.#state.reading;
    if (readTo === null) return this.#records;
    if (this.#records.at(-1)?.sequenceNumber === readTo) return [];
    return this.#records.filter(({ sequenceNumber }) => compareSequence(sequenceNumber, readTo) > 0);
  }

  #feed(input: Input<PutRecord>): void {
    const context = { configuration: this.#configuration, names: this.#names };
    const { state, commands } = step(this.#state, input, context);
    this.#state = state;
    for (const command of commands) this.#obey(command);
  }

  #obey(command: Command<PutRecord>): void {
    const { time, mishaps, random } = this.#world;
    const life = this.#life;
    const now = () => time.now;
    const later = (delayMs: number, input: () => Input<PutRecord>) =>
      time.after(delayMs, () => {
        if (life === this.#life) this.#feed(input());
      });
    switch (command.type) {
      case "fetch":
        later(1 + random.below(10), () => this.#read());
        break;
      case "invoke": {
        const { id, records } = command;
        this.#mapping.invoke(records, this.#names, (outcome) => {
          if (life === this.#life) this.#feed({ type: "finished", at: now(), id, outcome });
        });
        break;
      }
      case "tell": {
        mishaps.count("batch given up");
        for (const { sequenceNumber } of this.#toldBy(command.id)) this.#mapping.givenUp.add(sequenceNumber);
        this.#world.tell(`the mapping gives up a batch: ${command.failure.requestContext.condition}`);
        later(5, () => ({ type: "told", at: now(), id: command.id }));
        break;
      }
      case "checkpoint":
        this.#checkpoints.push(command.sequenceNumber);
        break;
      case "wait": {
        const tick = ++this.#ticks;
        if (command.until === null || this.isAtRest()) break;
        time.after(command.until - time.now, () => {
          if (tick === this.#ticks && life === this.#life) this.#feed({ type: "tick", at: now() });
        });
      }
    }
  }

  #read(): Input<PutRecord> {
    const { time, mishaps } = this.#world;
    if (mishaps.strike("read of the stream failed")) return { type: "fetchFailed", at: time.now };
    const unread = this.#unread();
    const records = unread.slice(0, READ_RECORDS_MAX);
    const millisBehindLatest = records.length < unread.length ? 1 : 0;
    return { type: "fetched", at: time.now, records, millisBehindLatest, ended: false };
  }

  #toldBy(id: number): readonly PutRecord[] {
    const pieces = this.#state.lanes.flatMap((lane) => lane.pieces);
    return pieces.find(({ phase }) => phase.type === "telling" && phase.id === id)?.records ?? [];
  }
}
