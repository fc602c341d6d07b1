import { isDeepStrictEqual } from "node:util";
import { inflateRawSync } from "node:zlib";
import { ABSENT_KEPT } from "../../functions/core/absences.ts";
import { alertIdOf } from "../../functions/core/effects.ts";
import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import { HANDLING_ATTRIBUTES } from "../../functions/core/handling.ts";
import { isOpen } from "../../functions/core/lifecycle.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { Observation } from "../../functions/core/observation.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { alertItem } from "../../functions/store/alert-item.ts";
import type { FaultMessage } from "../../functions/stream/fault-message.ts";
import type { DataRecord } from "../../local/mapping/record.ts";
import { observationsOf } from "../core/builders.ts";
import { NAMES, without } from "./items.ts";
import { unreadableLooks, wrongLooks } from "./looks.ts";
import { messageIn } from "./message-in.ts";
import { lostWords, unchainedEntries, untrueEntries } from "./people-oracles.ts";
import { wrongEvents } from "./told.ts";
import type { World } from "./world.ts";

export interface Ended {
  readonly world: World;
  readonly givenUp: ReadonlySet<string>;
}

/** What must be true at the end; each oracle returns a sentence for each violation. */
export const ORACLES: Readonly<Record<string, (ended: Ended) => string[]>> = {
  "commits are the fold of their records": ({ world }) => [
    ...world.ledger.violations,
    ...world.network.notSimulated,
  ],
  "each poll says what its feed has answered, asks where it may, and ends": ({ world }) =>
    world.answers.violations,
  "every record is committed, old, set aside or given up": recordsOutOfPlace,
  "alerts are those of the commits": wrongAlerts,
  "windows are those of the commits": wrongWindows,
  "looks are those of the commits, and count by lists that are there": wrongLooks,
  "looks are read back as what was believed": unreadableLooks,
  "each event is told, repeats say the same": wrongEvents,
  "no alert is open without its episode, no episode without its alert": wrongEpisodes,
  "nothing that a person wrote is lost": ({ world }) => lostWords(world),
  "no entry of the log says what never was": ({ world }) => untrueEntries(world),
  "the log is a chain": ({ world }) => unchainedEntries(world),
  "the state is what the feed says": staleStates,
  "what is remembered of a system is bounded": overgrownStates,
  "it costs at most ten write units a record and three a fault": wasteOfUnits,
};

function recordsOutOfPlace({ world, givenUp }: Ended): string[] {
  const setAside = new Map<string, FaultMessage>();
  for (const body of world.setAside) {
    const message = JSON.parse(body) as FaultMessage;
    if (message.sequenceNumber !== undefined) setAside.set(message.sequenceNumber, message);
  }
  const lost: string[] = [];
  const newest = new Map<string, number>();
  for (const record of world.stream.all()) {
    const { sequenceNumber, data } = record;
    const message = messageIn(record);
    const name = world.stream.numberOf(sequenceNumber);
    const fault = setAside.get(sequenceNumber);
    // Also of a record that one release set aside: a newer one may have committed it.
    const isKept = isInPlace(world, record, newest);
    if (message === null) {
      const bytes = fault?.bytes && inflateRawSync(Buffer.from(fault.bytes, "base64"));
      if (bytes ? !bytes.equals(data) : !givenUp.has(sequenceNumber))
        lost.push(`${name} was to be set aside`);
    } else if (fault?.reason.includes("newer code wrote it")) continue;
    else if (fault !== undefined) lost.push(`${name} was set aside: ${fault.reason}`);
    else if (!isKept && !givenUp.has(sequenceNumber)) {
      lost.push(`${name}, ${message.type} of ${message.systemId}, is lost`);
    }
  }
  return lost;
}

/** `newest` maps each system to the fetchedAt of its newest committed record so far, in stream order. */
function isInPlace(world: World, record: DataRecord, newest: Map<string, number>): boolean {
  const message = messageIn(record);
  if (message === null) return false;
  const { systemId, fetchedAt } = message;
  if (message.type === "roster") {
    const item = world.tables.read("state", { systemId, item: "roster" });
    return typeof item?.fetchedAt === "string" && Date.parse(item.fetchedAt) >= fetchedAt;
  }
  const before = newest.get(systemId) ?? 0;
  if (world.ledger.taken.has(record.sequenceNumber)) {
    newest.set(systemId, Math.max(before, fetchedAt));
    return true;
  }
  return fetchedAt <= before;
}

function wrongAlerts({ world }: Ended): string[] {
  const { ledger, tables, time } = world;
  const wrong: string[] = [];
  const left = new Map(ledger.alerts);
  for (const item of tables.all("alerts")) {
    const key = `${item.systemId}/${item.alertId}`;
    const expected = left.get(key);
    left.delete(key);
    if (expected === undefined) {
      wrong.push(`the alert ${key} is made up`);
      continue;
    }
    const { systemId, open, resolution } = expected;
    const wanted = without({ ...alertItem(systemId, { ...open, resolution }) }, NAMES);
    if (!isDeepStrictEqual(without(item, [...NAMES, ...HANDLING_ATTRIBUTES]), wanted)) {
      wrong.push(`the alert ${key} is ${JSON.stringify(item)}, expected ${JSON.stringify(wanted)}`);
    }
    const name = String(item.stationName);
    // An id in place of a name is cut like a name.
    const isId = String(item.stationId).startsWith(name.replace(/…$/, ""));
    if (!isId && !ledger.names.has(name)) wrong.push(`the alert ${key} has a name of no roster`);
  }
  const lost = [...left].filter(([, { resolution }]) => !isPast(resolution?.expiresAt, time.now));
  return [...wrong, ...lost.map(([key]) => `the alert ${key} is lost`)];
}

function wrongWindows({ world }: Ended): string[] {
  const wrong: string[] = [];
  const left = new Map(world.ledger.windows);
  for (const item of world.tables.all("windows")) {
    const key = `${item.systemId}/${item.windowStart}`;
    const expected = left.get(key);
    left.delete(key);
    if (expected === undefined) {
      wrong.push(`the window ${key} is made up`);
      continue;
    }
    const { startAt: _startAt, expiresAt, ...sums } = expected;
    const wanted = { ...sums, windowStart: item.windowStart, expiresAt: Math.ceil(expiresAt / 1_000) };
    if (!isDeepStrictEqual({ ...wanted }, { ...item }))
      wrong.push(`the window ${key} is ${JSON.stringify(item)}`);
  }
  const lost = [...left].filter(([, { expiresAt }]) => !isPast(expiresAt, world.time.now));
  return [...wrong, ...lost.map(([key]) => `the window ${key} is lost`)];
}

/** An expired item may be there or not. */
function isPast(expiresAt: number | undefined, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

function wrongEpisodes({ world }: Ended): string[] {
  const open = new Set<string>();
  for (const { systemId, alertId, openSince } of world.tables.all("alerts")) {
    if (openSince !== undefined) open.add(`${systemId}/${alertId}`);
  }
  const wrong: string[] = [];
  for (const [systemId, { state, stationsItem }] of world.ledger.committed) {
    for (const { name: rule } of STATION_RULES) {
      for (const [column, episode] of (state.rules[rule] ?? []).entries()) {
        if (!isOpen(episode)) continue;
        const key = `${systemId}/${alertIdOf(episode.startedAt, state.stationIds[column] ?? "", rule)}`;
        if (!open.delete(key)) wrong.push(`the episode ${key} has no open alert`);
      }
    }
    for (const { name: rule } of FEED_RULES) {
      const episode = state.feedRules[rule];
      if (!isOpen(episode)) continue;
      const key = `${systemId}/${alertIdOf(episode.startedAt, null, rule)}`;
      if (!open.delete(key)) wrong.push(`the episode ${key} has no open alert`);
    }
    const stations = world.tables.read("state", { systemId, item: stationsItem });
    if (world.ledger.spoiled.has(systemId)) continue;
    if (stations === undefined || stations.expiresAt !== undefined) {
      wrong.push(`the station ids of ${systemId} are to be deleted, but in use`);
    }
  }
  return [...wrong, ...[...open].map((key) => `the alert ${key} is open for ever`)];
}

/** The last poll is a calm one, late enough to fetch the whole body. */
function staleStates({ world }: Ended): string[] {
  const configured = new Set(world.deployment.configuration.systems.map(({ systemId }) => systemId));
  return [...world.feeds].flatMap(([systemId, feed]) => {
    const state = world.ledger.committed.get(systemId)?.state;
    if (!configured.has(systemId)) {
      return state === undefined || state.snapshotAt === null
        ? []
        : [`${systemId} has left, but is not forgotten`];
    }
    const last = world.stream
      .all()
      .map(messageIn)
      .findLast((message) => isSnapshotOf(systemId, message));
    if (last?.type !== "snapshot" || !isSame(observationsOf(last.stations), feed.newest.stations)) {
      return [`the last snapshot of ${systemId} is not what its feed says`];
    }
    return state?.markAt === last.fetchedAt
      ? []
      : [`the state of ${systemId} is not that of its last snapshot`];
  });
}

function isSnapshotOf(systemId: string, message: StreamMessage | null): boolean {
  return message?.type === "snapshot" && message.systemId === systemId;
}

function isSame(stations: readonly Observation[], said: readonly Observation[]): boolean {
  return stations.every(
    ({ stationId, vehicles, docks }, at) =>
      stationId === said[at]?.stationId && vehicles === said[at].vehicles && docks === said[at].docks,
  );
}

/** Twice what its feed shows, and the absent stations for which there is always room. */
function overgrownStates({ world }: Ended): string[] {
  return [...world.ledger.committed].flatMap(([systemId, { state }]) => {
    const shown = world.feeds.get(systemId)?.newest.stations.length ?? 0;
    const remembered = state.stationIds.length;
    return remembered <= 2 * shown + ABSENT_KEPT
      ? []
      : [`${remembered} stations of ${systemId} are remembered, and its feed shows ${shown}`];
  });
}

function wasteOfUnits({ world }: Ended): string[] {
  const { write } = world.tables.units;
  const isWide = world.scale === "wide";
  // In weeks up to eight stations change at once, elsewhere up to five.
  const stations = isWide
    ? (world.feeds.get(world.systems[0] ?? "")?.newest.stations.length ?? 0)
    : world.scale === "long"
      ? 2
      : 1;
  const most = (60 + 10 * world.stream.all().length + 3 * world.mishaps.struck) * stations;
  return write <= most ? [] : [`${write} write units, expected at most ${most}`];
}
