import type { RosterStation } from "../../functions/core/roster.ts";
import { counted } from "../../functions/words/amounts.ts";
import { quoted } from "../../functions/words/text.ts";
import type { Look } from "./look.ts";
import type { RawStation } from "./raw-station.ts";
import { type Check, loss, note, type Oddity } from "./report.ts";
import { examples, listed, stationsThat } from "./words.ts";

/** An oddity at more than this share of the stations is a loss, otherwise a note. */
const TRIFLE_SHARE_MAX = 0.1;

const numericIds: Check<Look> = ({ system, written }) => {
  if (system.kind !== "gbfs") return null;
  const isNumber = ({ writtenId }: RawStation) => typeof writtenId === "number";
  const says = stationsThat("have", "a number for station_id", written, isNumber);
  return note("numeric-ids", says && `${says}: it is read as text`);
};

const duplicateIds: Check<Look> = ({ written }) => {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { stationId } of written) {
    if (stationId === null) continue;
    if (seen.has(stationId)) twice.add(stationId);
    seen.add(stationId);
  }
  if (twice.size === 0) return null;
  const says = `${counted(twice.size, "id is", "ids are")} there more than once${examples([...twice])}`;
  return loss(
    "duplicate-ids",
    `${says}: the last entry counts`,
    "stations with the same id are taken for one",
  );
};

const leftOut: Check<Look> = ({ status }) => {
  if (status.leftOut === 0) return null;
  const says = `${counted(status.leftOut, "station has", "stations have")} no id that can be read`;
  return loss("no-id", says, "some stations are not seen");
};

const wrapped: Check<Look> = ({ written }) => {
  const says = stationsThat("are", 'wrapped in {"data": …}', written, ({ isWrapped }) => isWrapped);
  return note("wrapped", says && `${says}: the wrapper is taken off`);
};

const onlyInStatus: Check<Look> = ({ status, roster }) => {
  if (roster === null) return null;
  const rest = "in the status and not in station_information";
  const costs = "many stations have ids for names";
  return trifleOrLoss("only-in-status", "are", rest, status.stations, isNotIn(roster), costs);
};

const onlyInInformation: Check<Look> = ({ status, roster }) => {
  const rest = "in station_information and not in the status";
  const costs = "many stations are never counted";
  return trifleOrLoss("only-in-information", "are", rest, roster ?? [], isNotIn(status.stations), costs);
};

const noName: Check<Look> = ({ roster }) => {
  const isNameless = ({ name, stationId }: RosterStation) => name === stationId;
  return trifleOrLoss("no-name", "have", "no name", roster ?? [], isNameless, "stations have ids for names");
};

const noPosition: Check<Look> = ({ roster }) => {
  const isNowhere = ({ latitude }: RosterStation) => latitude === null;
  const costs = "alerts name no station nearby";
  return trifleOrLoss("no-position", "have", "no position, or 0,0", roster ?? [], isNowhere, costs);
};

const notInAreas: Check<Look> = ({ system, status, roster }) => {
  const known = new Set([...status.stations, ...(roster ?? [])].map(({ stationId }) => stationId));
  const unknown = Object.entries(system.areas ?? {}).map(([area, ids]) => {
    return { area, ids: ids.filter((id) => !known.has(id)) };
  });
  const says = unknown
    .filter(({ ids }) => ids.length > 0)
    .map(({ area, ids }) => `${counted(ids.length, "id")} in the area ${quoted(area)}${examples(ids)}`);
  if (says.length === 0) return null;
  return loss("unknown-in-areas", `no station has ${listed(says)}`, "areas are smaller than they seem");
};

interface Identified {
  readonly stationId: string;
}

function isNotIn(others: readonly Identified[]): (station: Identified) => boolean {
  const known = new Set(others.map(({ stationId }) => stationId));
  return ({ stationId }) => !known.has(stationId);
}

function trifleOrLoss<Station extends Identified>(
  name: string,
  verb: "are" | "have",
  rest: string,
  stations: readonly Station[],
  isSo: (station: Station) => boolean,
  costs: string,
): Oddity | null {
  const says = stationsThat(verb, rest, stations, isSo);
  const isTrifle = stations.filter(isSo).length <= TRIFLE_SHARE_MAX * stations.length;
  return isTrifle ? note(name, says) : loss(name, says, costs);
}

export const STATION_CHECKS: readonly Check<Look>[] = [
  duplicateIds,
  leftOut,
  onlyInStatus,
  onlyInInformation,
  noName,
  noPosition,
  notInAreas,
  numericIds,
  wrapped,
];
