import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createFetcher } from "../../functions/feeds/fetcher.ts";
import { knownTimeZone, type TimeFromNow } from "../../functions/words/times.ts";
import { nextTickAt } from "../../local/clock.ts";
import { createFeedFailures } from "../../local/feed-failures.ts";
import { keysOf } from "../inspection/asking.ts";
import { chosen, configured } from "../inspection/configured.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { createRecorder, type Recorder } from "./recorder.ts";
import { createTalk, type Talk } from "./talk.ts";
import { closeTapes, openTapes } from "./tapes.ts";

/** What `record` is asked; the names are those of its options. */
export interface RecordQuestion {
  readonly feed?: string | undefined;
  readonly systems?: string | undefined;
  readonly system?: readonly string[] | undefined;
  /** How long to record, in milliseconds. */
  readonly for?: number | undefined;
  readonly until?: TimeFromNow | undefined;
  readonly statusOnly?: boolean | undefined;
}

/** The time between runs, as npm start has it; what is not due is not polled. */
const TICK_MS = 5_000;

/** Records live feeds until Ctrl-C, or as long as asked for. Throws one sentence when it cannot begin or go on. */
export async function recordFeeds(folder: string, question: RecordQuestion, world: World): Promise<void> {
  const talk = createTalk(world.terminal);
  const calm = { ...world, terminal: { ...world.terminal, say: talk.calmly } };
  const { configuration, now, speed } = await configured(question.systems, question.feed, calm);
  // A variable may stand for --system, and means those of a file.
  const asked = question.feed === undefined ? (question.system ?? []) : [];
  const systems = chosen(configuration.systems, asked);
  if (systems.length === 0) throw new UserError("systems.json lists no system to record", BAD_INPUT);
  const endAt = endOf(question, now(), knownTimeZone(systems[0]?.timeZone));
  const tapes = await openTapes(resolve(world.folder, folder), systems);
  talk.begins(tapes);
  const interrupted = world.interruption();
  // Plain HTTP reaches this machine only for a feed that is here itself.
  const fetcher = createFetcher({ contact: configuration.contact ?? null, loopbackHttp: true });
  const recorder = createRecorder({
    configuration: { ...configuration, systems },
    recordings: new Map(tapes.map(({ system, recording }) => [system.systemId, recording])),
    keyOf: keysOf(world),
    fetcher,
    withRoster: question.statusOnly !== true,
    now,
    wait: async (ms) => void (await sleep(ms / speed, undefined, { signal: interrupted })),
  });
  const over = new AbortController();
  // A timer takes no more than 24 days at once.
  const ending = setInterval(() => now() >= endAt && over.abort(), Math.min(1_000, (endAt - now()) / speed));
  try {
    await recordUntil(AbortSignal.any([interrupted, over.signal]), recorder, now, speed, talk);
    // First: what breaks off now is no failure of a feed.
    await closeTapes(tapes);
    talk.ends(tapes);
  } catch (error) {
    // What cannot be written at the end, on a full disk, says nothing new.
    await closeTapes(tapes).catch(() => undefined);
    throw error;
  } finally {
    clearInterval(ending);
    fetcher.close();
  }
}

/** Returns when to stop, in milliseconds since the epoch. */
function endOf({ for: forMs, until }: RecordQuestion, now: number, timeZone: string): number {
  if (forMs !== undefined) return now + forMs;
  const at = until?.(now, timeZone) ?? Number.POSITIVE_INFINITY;
  if (at > now) return at;
  throw new UserError(`--until is ${new Date(at).toISOString()}, expected a time to come`, BAD_INPUT);
}

async function recordUntil(
  stop: AbortSignal,
  recorder: Recorder,
  now: () => number,
  speed: number,
  talk: Talk,
): Promise<void> {
  const failuresOf = createFeedFailures();
  const startedAt = now();
  const stopped = new Promise<void>((done) => stop.addEventListener("abort", () => done(), { once: true }));
  while (!stop.aborted) {
    const polled = recorder.run();
    // Nobody waits for a slow feed at the end.
    await Promise.race([polled, stopped]);
    if (stop.aborted) return void polled.catch(() => undefined);
    talk.polled(await polled, failuresOf(await recorder.memories()));
    const waitMs = (nextTickAt(startedAt, TICK_MS, now()) - now()) / speed;
    await sleep(waitMs, undefined, { signal: stop }).catch(() => undefined);
  }
}
