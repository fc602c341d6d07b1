import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import { DOCKS_CONTRADICTED, DOCKS_NEGATIVE } from "../../functions/core/flags.ts";
import { isMass, withoutUnreportedDocks } from "../../functions/core/guards.ts";
import { type Observation, readingsOf } from "../../functions/core/observation.ts";
import { byName } from "../../functions/core/rules.ts";
import { closedReason } from "../../functions/core/service.ts";
import { isFields } from "../../functions/feeds/json.ts";
import { count } from "../../functions/feeds/readings.ts";
import type { Look } from "./look.ts";
import type { RawStation } from "./raw-station.ts";
import { type Check, loss, note } from "./report.ts";
import { stationsThat } from "./words.ts";

/** More vehicles or docks than this are implausible: no station in the world has as many. */
const PLAUSIBLE_MAX = 1_000;
const EMPTY_TENTHS = 9;
const STATIONS_MIN = 10;

const SYSTEM_CLOSED = byName(FEED_RULES, ({ builtIn }) => builtIn)["system-closed"];

const FULL_LOST = "full stations are never reported";
const EMPTY_DOUBTED = "stations may be reported empty that are not";

const unknownVehicles: Check<Look> = ({ status: { stations } }) => {
  const rest = "not give the number of vehicles as a whole number";
  const says = stationsThat("do", rest, stations, ({ vehicles }) => vehicles === null);
  return loss("vehicles-unknown", says, "these are never reported empty");
};

const unknownDocks: Check<Look> = ({ status: { stations } }) => {
  const isUnknown = ({ docks, flags }: Observation) => docks === null && (flags & DOCKS_NEGATIVE) === 0;
  const says = stationsThat("do", "not give the number of free docks as a whole number", stations, isUnknown);
  // The standard lets stations that are only a place on the street omit docks.
  return stations.every(isUnknown) ? loss("docks-unknown", says, FULL_LOST) : note("docks-unknown", says);
};

const unreportedDocks: Check<Look> = ({ status: { stations } }) => {
  const readings = readingsOf(stations);
  if (withoutUnreportedDocks(readings) === readings) return null;
  const says = stationsThat("have", "no free dock", stations, ({ docks }) => docks === 0);
  const belief = "the feed seems not to count docks, so they are taken as unknown";
  return loss("docks-unreported", `${says}: ${belief}`, FULL_LOST);
};

const allEmpty: Check<Look> = ({ status: { stations } }) => {
  const inService = stations.filter(({ flags }) => closedReason(null, null, flags) === null);
  const isEmpty = ({ vehicles }: Observation) => vehicles === 0;
  const empty = inService.filter(isEmpty).length;
  if (inService.length < STATIONS_MIN || empty * 10 < inService.length * EMPTY_TENTHS) return null;
  const says = stationsThat("have", "no vehicle while in service", inService, isEmpty);
  return loss("all-empty", says, EMPTY_DOUBTED);
};

const implausible: Check<Look> = ({ written }) => {
  const largest = ({ vehicles, docks }: RawStation) => Math.max(count(vehicles) ?? 0, count(docks) ?? 0);
  const most = written.reduce((sofar, station) => Math.max(sofar, largest(station)), 0);
  const rest = `more than ${PLAUSIBLE_MAX} vehicles or docks, up to ${most}`;
  const says = stationsThat("have", rest, written, (station) => largest(station) > PLAUSIBLE_MAX);
  return loss("implausible-count", says, "the sums of the city are wrong");
};

const typesDisagree: Check<Look> = ({ written }) => {
  const isSo = ({ vehicles, types }: RawStation) => vehicles === 0 && sumOf(types) > 0;
  const says = stationsThat("have", "no vehicle in all, and some by type", written, isSo);
  return loss("types-disagree", says, EMPTY_DOUBTED);
};

const docksDisagree: Check<Look> = ({ status: { stations } }) => {
  const isSo = ({ flags }: Observation) => (flags & DOCKS_CONTRADICTED) !== 0;
  const says = stationsThat("have", "no dock in all, and some by type", stations, isSo);
  return note("docks-disagree", says && `${says}: their docks are taken as unknown`);
};

const overfull: Check<Look> = ({ status: { stations } }) => {
  const isSo = ({ flags }: Observation) => (flags & DOCKS_NEGATIVE) !== 0;
  const says = stationsThat("have", "fewer than no docks", stations, isSo);
  return note("over-full", says && `${says}: they are taken as full`);
};

function sumOf(types: RawStation["types"]): number {
  if (!Array.isArray(types)) return 0;
  return types.reduce((sum: number, type) => sum + (isFields(type) ? (count(type.count) ?? 0) : 0), 0);
}

const noFlags: Check<Look> = ({ system, status: { stations } }) => {
  if (system.kind !== "gbfs") return null;
  const rest = "not say whether they rent and take back";
  const says = stationsThat("do", rest, stations, ({ flags }) => flags === 0);
  return loss("no-flags", says, "these are reported closed only without vehicle and dock");
};

const neither: Check<Look> = ({ status: { stations } }) => {
  const isNeither = ({ vehicles, docks, flags }: Observation) =>
    closedReason(vehicles, docks, flags) === "no vehicle and no dock";
  const rest = "neither vehicle nor free dock while in service";
  const says = stationsThat("have", rest, stations, isNeither);
  return note("neither", says && `${says}: that is reported as closed`);
};

const closedSystem: Check<Look> = ({ status: { stations } }) => {
  const isClosed = (one: Observation) => closedReason(one.vehicles, one.docks, one.flags) !== null;
  const closed = stations.filter(isClosed).length;
  if (closed < stations.length && !isMass({ stations: closed, known: stations.length }, SYSTEM_CLOSED))
    return null;
  const says = stationsThat("are", "out of service now", stations, isClosed);
  return note("all-closed", `${says}: it may be night there, or the end of the season`);
};

export const COUNT_CHECKS: readonly Check<Look>[] = [
  unreportedDocks,
  unknownDocks,
  unknownVehicles,
  typesDisagree,
  docksDisagree,
  overfull,
  allEmpty,
  implausible,
  noFlags,
  neither,
  closedSystem,
];
