import type { FailureRecord } from "./failure-record.ts";
import { step } from "./machine.ts";
import type { InvocationOutcome } from "./outcome.ts";
import type { Command, Input, ShardContext } from "./protocol.ts";
import type { DataRecord } from "./record.ts";
import type { ReadRecords } from "./shard-iterator.ts";
import { isAtRest, isOver, openShard, type ShardState } from "./shard-state.ts";

/** The longest timer that is set, since longer ones overflow; the machine then checks the time and waits again. */
const TICK_MS_MAX = 86_400_000;

/** What a shard's machine can ask for. Only `read` may reject. */
export interface ShardWorld {
  read(after: string | null): Promise<ReadRecords>;
  invoke(records: readonly DataRecord[]): Promise<InvocationOutcome>;
  tell(failure: FailureRecord): Promise<void>;
  onError(error: unknown): void;
  /** Called after every step. */
  onStep(): void;
}

export interface ShardRun {
  /** Reads at once. Its number makes a later isAtRest tell about that read or a newer one. */
  poll(): number;
  /** True when a read that began after that poll reached the tip or the end, and everything is done. */
  isAtRest(poll: number): boolean;
  isOver(): boolean;
  /** Starts nothing more. Resolves when what was under way is finished. */
  close(): Promise<void>;
}

/** Drives a shard's machine: executes its commands and reports the results to it. */
export function runShard(context: ShardContext, world: ShardWorld): ShardRun {
  let state: ShardState<DataRecord> = openShard(context.configuration);
  const underWay = new Set<Promise<void>>();
  let closed = false;
  let tick: NodeJS.Timeout | undefined;
  let polls = 0;
  let pollAnswered = 0;

  const feed = (input: Input<DataRecord>) => {
    const next = step(state, input, context);
    state = next.state;
    if (!closed) for (const command of next.commands) obey(command);
    world.onStep();
  };
  const track = (work: Promise<void>) => {
    const tracked = work.catch(world.onError).finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  };
  const obey = (command: Command<DataRecord>) => {
    switch (command.type) {
      case "fetch":
        return track(fetch(command.after));
      case "invoke":
        return track(invoke(command.id, command.records));
      case "tell":
        return track(tell(command.id, command.failure));
      case "wait":
        return wakeAt(command.until);
      case "checkpoint":
        // The state holds it, and the stream does not outlive this process, so it is stored nowhere else.
        return;
    }
  };
  const fetch = async (after: string | null) => {
    const poll = polls;
    let read: ReadRecords;
    try {
      read = await world.read(after);
    } catch (error) {
      if (!closed) world.onError(error);
      feed({ type: "fetchFailed", at: Date.now() });
      return;
    }
    pollAnswered = poll;
    feed({ type: "fetched", at: Date.now(), ...read });
  };
  const invoke = async (id: number, records: readonly DataRecord[]) => {
    const outcome = await world.invoke(records);
    feed({ type: "finished", at: Date.now(), id, outcome });
  };
  const tell = async (id: number, failure: FailureRecord) => {
    await world.tell(failure);
    feed({ type: "told", at: Date.now(), id });
  };
  const wakeAt = (until: number | null) => {
    clearTimeout(tick);
    if (until === null) return;
    const wake = () => feed({ type: "tick", at: Date.now() });
    tick = setTimeout(wake, Math.min(until - Date.now(), TICK_MS_MAX));
  };

  return {
    poll: () => {
      polls++;
      if (!closed) feed({ type: "poll", at: Date.now() });
      return polls;
    },
    isAtRest: (poll) => isOver(state) || (pollAnswered >= poll && isAtRest(state)),
    isOver: () => isOver(state),
    close: async () => {
      closed = true;
      clearTimeout(tick);
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
