import type { Verdict } from "../../functions/core/context.ts";
import type { Effect } from "../../functions/core/effects.ts";
import { changedAtOnce, held, isConfirmed, isMass, isSameLook, type Look, lookOf } from "./belief.ts";
import { whyClosed } from "./conditions.ts";
import type { Moment } from "./episode.ts";
import type { Poll, Terms } from "./poll.ts";
import { FEED_RULE_NAMES, isOpen, isTrue, System } from "./system.ts";
import { withEmptyStations } from "./telling.ts";
import { type Said, Turn } from "./turn.ts";

const LEAVES_AFTER_MS = 7 * 86_400_000;
const WELL: Said = { isTrue: false };
const FROZEN = "no count and no flag changes any more";
const NOT_THE_NEWEST = "the feed repeats what is not the newest";

export interface Answer {
  readonly verdict: Verdict;
  readonly effects: readonly Effect[];
}

/**
 * A second implementation of all rules, written from their description and not from the code: slow, with an object for
 * each station, and importing only types of the code that it is compared with.
 */
export class Model {
  system = new System();
  #mark: number | null = null;

  take(poll: Poll, terms: Terms): Answer {
    const newestAt = this.#mark ?? poll.at;
    if (this.#mark !== null && poll.at <= this.#mark) return { verdict: "old", effects: [] };
    this.#mark = poll.at;
    this.system.forgetWhatIsNotCounted(terms);
    const turn = new Turn(this.system, poll.at, terms);
    const verdict = poll.type === "retired" ? this.#retire(turn, newestAt) : judge(poll, turn);
    const empty = this.system.emptyStations();
    return { verdict, effects: turn.effects.map((effect) => withEmptyStations(effect, empty)) };
  }

  /** Nobody looks any more: alerts end with the last look at stations, those about the feed with the last poll. */
  #retire(turn: Turn, newestAt: number): Verdict {
    const { stations, judgedAt } = this.system;
    for (const name of FEED_RULE_NAMES) turn.withdrawFeed(name, newestAt);
    for (const stationId of stations.keys()) turn.withdrawStation(stationId, judgedAt ?? turn.at);
    this.system = new System();
    return "retired";
  }
}

function judge(poll: Exclude<Poll, { type: "retired" }>, turn: Turn): Verdict {
  const { system } = turn;
  const { ruleBook } = turn.terms;
  switch (poll.type) {
    case "failed":
      turn.judgeFeed({ "feed-down": { isTrue: true, reason: poll.reason } });
      return "failed";
    case "unchanged":
      if (system.newest?.at === poll.snapshotAt) return see(system.newest.look, turn);
      // A repeat of what was dropped comes from a feed that is out of order, not down.
      if (system.publication.isOutOfOrder) return drop(turn);
      turn.judgeFeed({ "feed-down": { isTrue: true, reason: NOT_THE_NEWEST } });
      return "unmatched";
    case "snapshot":
      system.newest = null;
      if (system.publication.isOlder(poll.publishedAt, poll.at, ruleBook.guards.dropOlderForMs)) {
        return drop(turn);
      }
      system.newest = { at: poll.at, look: lookOf(poll.readings, ruleBook.guards) };
      system.forgetWhatIsNotCounted(turn.terms);
      return see(system.newest.look, turn);
  }
}

/** An answer that is older than one before: the feed is not down, and nothing else is known. */
function drop(turn: Turn): Verdict {
  turn.judgeFeed({});
  return "dropped";
}

/** Takes a look in: it is believed now, or held. */
function see(look: Look, turn: Turn): Verdict {
  const { at, system, terms } = turn;
  const flapping = terms.ruleBook.feed["feed-flapping"];
  const isAfterGap = isGap(system.judgedAt, turn) || endsFrost(look, turn);
  const changed = changedAtOnce(system.believed ?? new Map(), look, turn.isInside);
  const isDoubted =
    flapping !== null &&
    isMass(changed, flapping) &&
    !turn.isClosedToPublic(look) &&
    // Much changes in a gap, so nothing is held after one; but what is held already has been seen.
    !(isAfterGap && system.hold === null);
  const hold = isDoubted ? held(system.hold, look, at, flapping, turn.isInside) : null;
  if (hold !== null && !isConfirmed(hold, at)) {
    system.hold = hold;
    holdInPart(system);
    const reason = `${changed.stations} of ${changed.known} stations changed at once`;
    turn.judgeFeed({ "feed-down": WELL, "feed-flapping": { isTrue: true, reason } });
    return "held";
  }
  believe(look, { at, since: hold?.since ?? at, isAfterGap }, turn);
  return "observed";
}

/** A hold with many new stations, which would nearly double what is known, keeps known stations alone, and then nothing can repeat it whole. */
function holdInPart(system: System): void {
  const { hold, stations, believed } = system;
  if (hold === null || believed === null) return;
  const isKnown = (stationId: string) => stations.has(stationId);
  const added = [...hold.look.keys()].filter((stationId) => !isKnown(stationId)).length;
  const more = stations.size + added - believed.size;
  if (added === 0 || more <= Math.max(50, 0.9 * believed.size)) return;
  system.hold = { ...hold, look: new Map([...hold.look].filter(([stationId]) => isKnown(stationId))) };
  system.newest = null;
}

function believe(look: Look, moment: Moment, turn: Turn): void {
  const { at, system, terms } = turn;
  const isSame = system.believed !== null && isSameLook(system.believed, look);
  const isClosed = turn.isClosedToPublic(look);
  const reopened = reopenedNow(look, turn);
  system.believed = look;
  system.hold = null;
  const window = system.windows.add(look, at);
  if (window !== null) {
    turn.effects.push({ type: "window", window, expiresAt: terms.arrivedAt + terms.windowRetentionMs });
  }
  const back = new Set([...countAbsent(look, moment, turn), ...reopened]);
  const closure = system.feedStanding("system-closed");
  const closedSince = isTrue(closure) ? (closure.episode?.startedAt ?? null) : null;
  const closing = closureOf(look, moment, turn);
  turn.judgeFeed({
    "feed-down": WELL,
    "feed-flapping": WELL,
    "feed-frozen": frost(isSame, isClosed || (closing?.isTrue ?? false), turn),
    "feed-shrunk": isClosed ? undefined : shrinkage(moment.since, turn),
    "system-closed": closing,
  });
  const keptSince = isTrue(closure) ? null : closedSince;
  const frozen = system.feedStanding("feed-frozen");
  if (isClosed || (isOpen(frozen) && isTrue(frozen))) return;
  system.judgedAt = at;
  for (const stationId of system.stations.keys()) {
    turn.judgeStation(stationId, moment, back.has(stationId), keptSince);
  }
}

/** Are nearly all stations of the look closed? Unknown while the system is closed to the public. */
function closureOf(look: Look, { since, isAfterGap }: Moment, turn: Turn): Said | undefined {
  const rule = turn.terms.ruleBook.feed["system-closed"];
  if (rule === null || turn.isClosedToPublic(look)) return undefined;
  const inside = [...look.values()].filter(({ stationId }) => turn.isInside(stationId));
  const closed = inside.filter((one) => whyClosed(one) !== null).length;
  const reason = turn.marked(`${closed} of ${inside.length} stations are out of service`);
  return { isTrue: isMass({ stations: closed, known: inside.length }, rule), since, isAfterGap, reason };
}

/** Nothing moves in a closed system: that begins no frost, and ends none. */
function frost(isSame: boolean, isClosed: boolean, { system }: Turn): Said | undefined {
  if (!isClosed) return { isTrue: isSame, reason: FROZEN };
  return isSame && isOpen(system.feedStanding("feed-frozen")) ? undefined : WELL;
}

function shrinkage(since: number, { system, terms, isInside }: Turn): Said | undefined {
  const rule = terms.ruleBook.feed["feed-shrunk"];
  if (rule === null) return undefined;
  const inside = [...system.stations].filter(([stationId]) => isInside(stationId));
  const stations = inside.filter(([, { absentSince }]) => absentSince !== null).length;
  const known = inside.length;
  const reason = `${stations} of ${known} stations are absent`;
  return { isTrue: isMass({ stations, known }, rule), since, reason };
}

/** Notes who is absent and who has left; returns the stations that are back after an absence as long as a gap. */
function countAbsent(look: Look, { at, since }: Moment, turn: Turn): ReadonlySet<string> {
  const { stations } = turn.system;
  const back = new Set<string>();
  let added = 0;
  for (const stationId of look.keys()) {
    if (!stations.has(stationId)) added++;
    const station = stations.get(stationId) ?? { standings: new Map(), absentSince: null };
    stations.set(stationId, station);
    if (isGap(station.absentSince, turn)) back.add(stationId);
    station.absentSince = null;
  }
  for (const [stationId, station] of stations) {
    if (look.has(stationId)) continue;
    station.absentSince ??= since;
    if (at - station.absentSince < LEAVES_AFTER_MS) continue;
    turn.withdrawStation(stationId, at);
    stations.delete(stationId);
  }
  displace(look.size, added, turn);
  return back;
}

/** While more than 50 stations, and a quarter of those that are there, are absent, each new one takes the place of two. */
function displace(present: number, added: number, turn: Turn): void {
  const { stations } = turn.system;
  const absent = [...stations].flatMap(([stationId, { absentSince }]) =>
    absentSince === null ? [] : [{ stationId, absentSince }],
  );
  absent.sort((a, b) => a.absentSince - b.absentSince || (a.stationId < b.stationId ? -1 : 1));
  const surplus = Math.ceil(absent.length - Math.max(50, present / 4));
  for (const { stationId } of absent.slice(0, Math.max(0, Math.min(surplus, 2 * added)))) {
    turn.withdrawStation(stationId, turn.at);
    stations.delete(stationId);
  }
}

function isGap(since: number | null, { at, terms }: Turn): boolean {
  const { rebaselineAfterMs } = terms.ruleBook.guards;
  return since !== null && rebaselineAfterMs !== null && at - since > rebaselineAfterMs;
}

/**
 * Returns the stations that were closed to the public at the last judged look, and for as long as a gap before this one:
 * by the hours that are known now, and only where a station that the system remembers has hours of its own.
 */
function reopenedNow(look: Look, { at, system, terms, served }: Turn): ReadonlySet<string> {
  const { judgedAt, stations, hold } = system;
  const { rebaselineAfterMs } = terms.ruleBook.guards;
  const remembered = new Set([...stations.keys(), ...look.keys(), ...(hold?.look.keys() ?? [])]);
  if (judgedAt === null || rebaselineAfterMs === null) return new Set();
  if (![...remembered].some((stationId) => terms.hours?.own.has(stationId) === true)) return new Set();
  const then = [judgedAt, at - rebaselineAfterMs];
  return new Set([...remembered].filter((id) => then.every((time) => served(id, time) === "closed")));
}

/** When something changed behind a frozen feed is as unknown as what changed in a gap. */
function endsFrost(look: Look, { system, terms }: Turn): boolean {
  if (!isOpen(system.feedStanding("feed-frozen"))) return false;
  const isHeeded = terms.ruleBook.feed["feed-frozen"] !== null;
  return !(isHeeded && system.believed !== null && isSameLook(system.believed, look));
}
