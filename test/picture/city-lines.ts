import { printStations } from "../../cli/stations/print.ts";
import type { Terminal } from "../../cli/world.ts";
import { type AlertsChanged, announcementsOf } from "../../functions/core/announcement.ts";
import type { FoldContext } from "../../functions/core/context.ts";
import type { VehicleTypes } from "../../functions/core/feed.ts";
import { fold } from "../../functions/core/fold.ts";
import { type PollOutcome, readingsOf } from "../../functions/core/observation.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { parseStationInformation } from "../../functions/feeds/gbfs-roster.ts";
import { readVehicleTypes } from "../../functions/feeds/gbfs-vehicle-types.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import type { GbfsEntry } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { stationReadings } from "../../functions/views/station.ts";
import { alertLines } from "../../functions/words/alert-lines.ts";
import { answerGbfs } from "../../local/city/answers.ts";
import { createCity } from "../../local/city/city.ts";
import type { GbfsFeed } from "../../local/city/gbfs.ts";
import { createReader } from "../../local/city/readings.ts";
import { CITY } from "../../local/sources/city-source.ts";
import { COMMAND } from "../../local/terminal.ts";

/** A line of a terminal: a command that somebody typed, or what was printed; what is over is dimmed. */
export interface TerminalLine {
  readonly text: string;
  readonly look: "typed" | "plain" | "dim";
}

/** The time between two polls, by the city's clock. */
const POLL_MS = CITY.pollSeconds * 1_000;
const ORIGIN = "https://riverton.example";
const TIME_ZONE = "Etc/UTC";

/**
 * What a terminal shows of the simulated city: the first alerts, then the stations that are empty. The city lives by its
 * seed, and the product's own code reads, folds and prints it.
 */
export function cityLines(columns: number, alertsMax: number): TerminalLine[] {
  const city = createCity({ seed: CITY.seed, startAt: CITY.startAt });
  const systemId = city.name.toLowerCase();
  let now = CITY.startAt;
  const readCity = createReader(city, () => now);
  const baseUrl = `${ORIGIN}/${systemId}`;
  const feed: GbfsFeed = {
    version: "2.3",
    city,
    systemId,
    timeZone: TIME_ZONE,
    ttlSeconds: 1,
    baseUrl,
    builtAt: now,
  };
  const ask = (name: string) => answerGbfs(feed, new URL(`${baseUrl}/${name}.json`), null, readCity()).body;
  const entry: GbfsEntry = { systemId, kind: "gbfs", url: `${baseUrl}/gbfs.json` };
  const roster = rosterOf(systemId, ask("station_information"));
  const types = readVehicleTypes(ask("vehicle_types"));
  const context = contextOf(entry, roster);
  const alerts: TerminalLine[] = [];
  let state = NEW_SYSTEM;
  for (; alerts.length < alertsMax; now += POLL_MS) {
    city.advanceTo(now);
    const folded = fold(state, snapshotOf(entry, ask("station_status"), types, now), context);
    state = folded.state;
    const changes = announcementsOf(systemId, folded.effects);
    alerts.push(...changes.flatMap((change) => linesOf(change, columns)));
  }
  return [
    { text: "npm start", look: "typed" },
    ...alerts,
    { text: `${COMMAND} stations list --empty`, look: "typed" },
    ...emptyStations(state, roster, context.ruleBook, columns, now),
  ];
}

function linesOf(change: AlertsChanged, columns: number): TerminalLine[] {
  const dimmed = new Set<string>();
  const paint = {
    opened: (text: string) => text,
    resolved: (text: string) => {
      dimmed.add(text);
      return text;
    },
  };
  const lines = alertLines(change, { timeZoneOf: () => TIME_ZONE, withDate: false, columns, paint });
  return lines.map((text) => ({ text, look: dimmed.has(text) ? "dim" : "plain" }));
}

function emptyStations(
  state: SystemState,
  roster: RosterIndex,
  ruleBook: RuleBook,
  columns: number,
  at: number,
): TerminalLine[] {
  let printed = "";
  const terminal: Terminal = {
    write: (text) => {
      printed += text;
    },
    say: () => undefined,
    columns,
    colors: false,
    progress: null,
  };
  const empty = stationReadings(state, roster, ruleBook).filter(({ isEmpty }) => isEmpty);
  const rows = empty.map((station) => ({
    station,
    seconds: station.episodes[0]?.lastedSeconds ?? null,
    meters: null,
    next: null,
  }));
  const timeZones = new Map([[roster.roster.systemId, TIME_ZONE]]);
  printStations(rows, { nothing: "", place: "", timeZones, now: at }, "table", terminal);
  return printed
    .trimEnd()
    .split("\n")
    .map((text) => ({ text, look: "plain" }));
}

function contextOf(entry: GbfsEntry, roster: RosterIndex): FoldContext {
  const configuration = { rules: CITY.rules, systems: [entry] };
  const version = configurationVersion(configuration);
  return {
    ruleBook: ruleBookOf(configuration, entry.systemId, version),
    arrivedAt: CITY.startAt,
    alertRetentionMs: 0,
    windowRetentionMs: 0,
    roster,
  };
}

function rosterOf(systemId: string, body: string): RosterIndex {
  const parsed = parseStationInformation(body);
  if (parsed.type === "failed") throw new Error(parsed.reason);
  const { stations } = parsed;
  return indexRoster({ type: "roster", systemId, fetchedAt: CITY.startAt, timeZone: TIME_ZONE, stations });
}

function snapshotOf(
  entry: GbfsEntry,
  body: string,
  types: VehicleTypes | null,
  fetchedAt: number,
): PollOutcome {
  const parsed = parseStatus(entry, body, types);
  if (parsed.type === "failed") throw new Error(parsed.reason);
  const { publishedAt, ttlSeconds, stations } = parsed;
  const { systemId } = entry;
  return {
    type: "snapshot",
    systemId,
    fetchedAt,
    publishedAt,
    ttlSeconds,
    stations: readingsOf(stations),
  };
}
