import { messageOf } from "../core/messages.ts";
import type { Receiver } from "../core/receiver.ts";
import { mayBeTold } from "../core/receiver.ts";
import { candidates, endings, type News, openings, perhapsOver } from "../core/tellable.ts";
import {
  claim,
  isClaimed,
  isFading,
  isItsTurn,
  type Message,
  type Standing,
  settle,
} from "../core/telling.ts";
import { compose } from "./compose.ts";
import { onceATick, type Tick } from "./once-a-tick.ts";
import type { TellWorld } from "./ports.ts";

/** What a tick did, in numbers, and what went wrong in sentences. */
export interface Ticked {
  readonly receivers: number;
  /** Messages that were taken. */
  sent: number;
  /** Messages that wait for their next attempt. */
  waiting: number;
  /** Messages that were set aside. */
  refused: number;
  /** Open alerts that receivers cannot be told of, since theirs is the room for no more. */
  unfollowed: number;
  /** Receivers of which nothing is known to have been done. */
  failed: number;
  readonly problems: string[];
}

/** Tells all receivers at once what is new for each of them. Whatever happens to one is no matter of the others. */
export async function tell(receivers: readonly Receiver[], world: TellWorld): Promise<Ticked> {
  const ticked: Ticked = {
    receivers: receivers.length,
    sent: 0,
    waiting: 0,
    refused: 0,
    unfollowed: 0,
    failed: 0,
    problems: [],
  };
  const tick = onceATick(world);
  await Promise.all(
    receivers.map(async (receiver) => {
      try {
        await tellOne(receiver, tick, world, ticked);
      } catch (error) {
        ticked.failed++;
        ticked.problems.push(`${receiver.name}: ${messageOf(error)}`);
      }
    }),
  );
  return ticked;
}

async function tellOne(receiver: Receiver, tick: Tick, world: TellWorld, ticked: Ticked): Promise<void> {
  const { receivers, now } = world;
  const standing = await receivers.load(receiver.name);
  const next = await claimed(receiver, standing, tick, world, ticked);
  if (next === null && isFading(standing, now())) await receivers.save(receiver.name, standing, now());
  const saved = next === null ? null : await receivers.save(receiver.name, next, now());
  // Where somebody else was faster, the message is theirs.
  if (saved?.message == null) {
    if (standing.message !== null) ticked.waiting++;
    return;
  }
  await sendOnce(receiver, saved, saved.message, world, ticked);
}

/** Returns the standing with a message that is to be sent now; null where there is none. */
async function claimed(
  receiver: Receiver,
  standing: Standing,
  tick: Tick,
  { receivers, now }: TellWorld,
  ticked: Ticked,
): Promise<Standing | null> {
  const at = now();
  if (!mayBeTold(receiver, at)) return null;
  if (standing.message !== null) return claim(standing, at);
  if (!isItsTurn(standing, receiver.everyMs, at)) return null;
  const news = await newsFor(receiver, standing, tick, at);
  const { standing: next, unfollowed } = compose(receiver, standing, news, at, receivers.bytesOf);
  ticked.unfollowed += unfollowed;
  return next;
}

/** The index proposes, and the table decides. */
async function newsFor(receiver: Receiver, standing: Standing, tick: Tick, at: number): Promise<News> {
  const open = await tick.seemOpen();
  const proposed = candidates(receiver, standing, open, await tick.silences(), at);
  const missing = perhapsOver(standing, open);
  const [asRead, gone] = await Promise.all([tick.alerts(proposed), tick.alerts(missing)]);
  const untilOf = await tick.knownUntil(new Set(asRead.map(({ systemId }) => systemId)));
  return { opened: openings(receiver, asRead, untilOf), over: endings(missing, gone) };
}

async function sendOnce(
  receiver: Receiver,
  standing: Standing,
  message: Message,
  { receivers, send, now }: TellWorld,
  ticked: Ticked,
): Promise<void> {
  const at = now();
  if (!isClaimed(message, at) || !mayBeTold(receiver, at)) {
    ticked.waiting++;
    return;
  }
  const outcome = await send(receiver.name, message);
  const settled = settle(standing, message, outcome, now());
  if (settled.refusal !== null) await receivers.setAside(receiver.name, settled.refusal);
  await receivers.save(receiver.name, settled.standing, now());
  if (settled.refusal !== null) {
    ticked.refused++;
    ticked.problems.push(`${receiver.name}: a message was refused: ${settled.refusal.reason}`);
  } else if (settled.standing.message === null) ticked.sent++;
  else {
    ticked.waiting++;
    const why = outcome.type === "answered" ? `it answered ${outcome.status}` : outcome.reason;
    ticked.problems.push(`${receiver.name}: the message waits: ${why}`);
  }
}
