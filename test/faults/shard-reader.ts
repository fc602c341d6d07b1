import type { MappingConfiguration } from "../../local/mapping/configuration.ts";
import type { ShardNames } from "../../local/mapping/failure-record.ts";
import { step } from "../../local/mapping/machine.ts";
import type { Command, Input } from "../../local/mapping/protocol.ts";
import type { DataRecord } from "../../local/mapping/record.ts";
import { isAtRest, isOver, openShard, type ShardState } from "../../local/mapping/shard-state.ts";
import type { StreamShard } from "../doubles/stream/stream.ts";
import type { SimulatedMapping } from "./mapping.ts";
import type { World } from "./world.ts";

const READ_RECORDS_MAX = 10;

/** One shard's machine, and the execution of its commands. */
export class ShardReader {
  readonly #world: World;
  readonly #shard: StreamShard;
  readonly #configuration: MappingConfiguration;
  readonly #names: ShardNames;
  readonly #mapping: SimulatedMapping;
  readonly #checkpoints: (string | null)[] = [null];
  #state: ShardState<DataRecord>;
  /** Counts restarts: answers from an earlier life are ignored. */
  #life = 0;
  #ticks = 0;
  #isSuspended = false;

  constructor(
    world: World,
    shard: StreamShard,
    configuration: MappingConfiguration,
    mapping: SimulatedMapping,
  ) {
    this.#world = world;
    this.#shard = shard;
    this.#configuration = configuration;
    this.#mapping = mapping;
    this.#names = {
      shardId: shard.shardId,
      streamArn: "arn:aws:kinesis:eu-west-3:111122223333:stream/stream",
      functionArn: "arn:aws:lambda:eu-west-3:111122223333:function:detect",
    };
    this.#state = openShard(configuration);
  }

  isAtRest(): boolean {
    const { children, records } = this.#shard;
    if (children.length > 0) return this.isOver();
    return records.length === 0 || (this.#unread().length === 0 && isAtRest(this.#state));
  }

  /** The shard is closed and fully processed. */
  isOver(): boolean {
    return isOver(this.#state);
  }

  wake(): void {
    if (this.#isSuspended) return;
    const life = this.#life;
    this.#world.time.after(this.#world.random.below(1_000), () => {
      if (life === this.#life) this.#feed({ type: "poll", at: this.#world.time.now });
    });
  }

  /** Stops reading and ignores all answers. */
  suspend(): void {
    if (this.isOver()) return;
    this.#life++;
    this.#isSuspended = true;
  }

  resume(): void {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    this.#state = openShard(this.#configuration, this.#checkpoints.at(-1));
    this.wake();
  }

  rewind(): void {
    if (this.#isSuspended) return;
    this.#life++;
    const { random } = this.#world;
    const checkpoint = this.#checkpoints[random.below(this.#checkpoints.length)] ?? null;
    this.#world.tell(`the mapping of ${this.#names.shardId} begins anew after ${checkpoint}`);
    this.#state = openShard(this.#configuration, checkpoint);
    this.wake();
  }

  #unread(): readonly DataRecord[] {
    const { readTo } = this.#state.reading;
    const { records } = this.#shard;
    return records.slice(records.findLastIndex(({ sequenceNumber }) => sequenceNumber === readTo) + 1);
  }

  #feed(input: Input<DataRecord>): void {
    const context = { configuration: this.#configuration, names: this.#names };
    const { state, commands } = step(this.#state, input, context);
    const ends = isOver(state) && !this.isOver();
    this.#state = state;
    if (ends) this.#mapping.finish(this.#shard.shardId);
    for (const command of commands) this.#obey(command);
  }

  #obey(command: Command<DataRecord>): void {
    const { time, mishaps, random } = this.#world;
    const life = this.#life;
    const now = () => time.now;
    const later = (delayMs: number, input: () => Input<DataRecord>) =>
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

  #read(): Input<DataRecord> {
    const { time, mishaps } = this.#world;
    if (mishaps.strike("read of the stream failed")) return { type: "fetchFailed", at: time.now };
    const unread = this.#unread();
    const records = unread.slice(0, READ_RECORDS_MAX);
    const millisBehindLatest = records.length < unread.length ? 1 : 0;
    const ended = this.#shard.children.length > 0 && records.length === unread.length;
    return { type: "fetched", at: time.now, records, millisBehindLatest, ended };
  }

  #toldBy(id: number): readonly DataRecord[] {
    const pieces = this.#state.lanes.flatMap((lane) => lane.pieces);
    return pieces.find(({ phase }) => phase.type === "telling" && phase.id === id)?.records ?? [];
  }
}
