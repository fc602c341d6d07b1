import { counted } from "../../functions/words/amounts.ts";
import type { Look } from "./look.ts";
import { idsWhere } from "./raw-station.ts";
import { type Check, loss, note, type Oddity } from "./report.ts";
import { examples, stationsThat } from "./words.ts";

/** Where more than this share of the stations is concerned, it is no trifle any more. */
const TRIFLE_SHARE_MAX = 0.1;

const numericIds: Check<Look> = ({ system, written }) => {
  if (system.kind !== "gbfs") return null;
  const ids = idsWhere(written, ({ writtenId }) => typeof writtenId === "number");
  if (ids.length === 0) return null;
  const says = stationsThat("have", "a number for station_id", ids, written.length);
  return note("numeric-ids", `${says}: it is read as text`);
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
  const ids = idsWhere(written, ({ isWrapped }) => isWrapped);
  if (ids.length === 0) return null;
  const says = stationsThat("are", 'wrapped in {"data": …}', ids, written.length);
  return note("wrapped", `${says}: the wrapper is taken off`);
};

const onlyInStatus: Check<Look> = ({ status, roster }) => {
  if (roster === null) return null;
  const named = new Set(roster.map(({ stationId }) => stationId));
  const ids = status.stations.map(({ stationId }) => stationId).filter((id) => !named.has(id));
  const says = stationsThat(
    "are",
    "in the status and not in station_information",
    ids,
    status.stations.length,
  );
  return trifleOrLoss(
    "only-in-status",
    ids.length,
    status.stations.length,
    says,
    "many stations have ids for names",
  );
};

const onlyInInformation: Check<Look> = ({ status, roster }) => {
  if (roster === null) return null;
  const inStatus = new Set(status.stations.map(({ stationId }) => stationId));
  const ids = roster.map(({ stationId }) => stationId).filter((id) => !inStatus.has(id));
  const says = stationsThat("are", "in station_information and not in the status", ids, roster.length);
  return trifleOrLoss(
    "only-in-information",
    ids.length,
    roster.length,
    says,
    "many stations are never counted",
  );
};

const noPosition: Check<Look> = ({ roster }) => {
  const nowhere = idsWhere(roster ?? [], ({ latitude }) => latitude === null);
  const total = roster?.length ?? 0;
  const says = stationsThat("have", "no position, or 0,0", nowhere, total);
  return trifleOrLoss("no-position", nowhere.length, total, says, "alerts name no station nearby");
};

function trifleOrLoss(
  name: string,
  found: number,
  total: number,
  says: string,
  costs: string,
): Oddity | null {
  if (found === 0) return null;
  return found > TRIFLE_SHARE_MAX * total ? loss(name, says, costs) : note(name, says);
}

export const STATION_CHECKS: readonly Check<Look>[] = [
  duplicateIds,
  leftOut,
  onlyInStatus,
  onlyInInformation,
  noPosition,
  numericIds,
  wrapped,
];
