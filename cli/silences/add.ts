import { isoTime } from "../../functions/core/iso-time.ts";
import {
  phaseOf,
  SILENCE_MS_MAX,
  SILENCES_MAX,
  type Silence,
  type SilenceMatch,
} from "../../functions/core/silences.ts";
import { SilenceStore } from "../../functions/store/silence-store.ts";
import { duration } from "../../functions/words/amounts.ts";
import { localTime, type TimeFromNow } from "../../functions/words/times.ts";
import type { Asked } from "../asking.ts";
import { laterName } from "../connection.ts";
import { whoActs } from "../people/who.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

/** What a silence is besides what it matches. */
export interface SilenceOptions extends Place {
  readonly from?: TimeFromNow | undefined;
  readonly until: TimeFromNow;
  readonly why: string;
  readonly by?: string | undefined;
  readonly utc?: boolean | undefined;
}

/** Adds a silence; throws a UserError where its times make no sense, or there are too many already. */
export async function addSilence(
  match: SilenceMatch & { readonly area?: string | undefined },
  options: SilenceOptions,
  asked: Asked,
  world: World,
): Promise<Silence> {
  const { connection, systems, now } = asked;
  const { systemId } = match;
  const timeZone = systemId === undefined ? "UTC" : await systems.timeZone(systemId, options.utc);
  const from = options.from?.(now, timeZone) ?? now;
  const until = options.until(now, timeZone);
  const time = (at: number) => localTime(at, timeZone, now);
  if (until <= now)
    throw refusal(`the silence would end at ${time(until)}, which is over: expected a later end`);
  if (until <= from)
    throw refusal(`the silence would end at ${time(until)}, before it begins at ${time(from)}`);
  if (until - from > SILENCE_MS_MAX) {
    const lasts = duration(Math.round((until - from) / 1_000));
    throw refusal(`the silence would last ${lasts}: expected at most ${duration(SILENCE_MS_MAX / 1_000)}`);
  }
  const store = await silencesAt(asked, options);
  const standing = (await store.list()).filter((silence) => phaseOf(silence, now) !== "over");
  if (standing.length >= SILENCES_MAX)
    throw refusal(`there are ${standing.length} silences already, which is the most: silences end ends one`);
  const { by, caller } = await whoActs(options.by, connection, options, world);
  return await store.add({
    ...match,
    from: isoTime(from),
    until: isoTime(until),
    reason: options.why,
    by,
    ...(caller === null ? {} : { caller }),
    addedAt: isoTime(now),
  });
}

/** Returns the store of the place that is asked. */
export async function silencesAt({ connection }: Asked, place: Place): Promise<SilenceStore> {
  return new SilenceStore(connection.tables, await laterName(connection, "peopleTable", place));
}

function refusal(sentence: string): UserError {
  return new UserError(sentence, BAD_INPUT);
}
