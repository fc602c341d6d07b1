import { messageOf } from "../../functions/core/messages.ts";
import { readOpeningHours, readSystemHours } from "../../functions/feeds/gbfs-hours.ts";
import { readVehicleTypes, tooLongToKeep } from "../../functions/feeds/gbfs-vehicle-types.ts";
import { rosterRecord } from "../../functions/stream/roster-record.ts";
import { unheededIn } from "../../functions/words/unheeded.ts";
import type { FileName } from "./collect.ts";
import type { Look } from "./look.ts";
import { type Check, loss } from "./report.ts";

/** Returns the hours that the poller would take: of systems.json, else of the feed; undefined where there are none. */
function hoursOf({ system, files }: Look): string | undefined {
  if (system.openingHours !== undefined) return system.openingHours;
  const textOf = (wanted: FileName) => {
    const answer = files.find(({ name }) => name === wanted)?.answer;
    return answer?.type === "body" ? answer.text : "";
  };
  const isOld = files.some(({ name }) => name === "system_hours" || name === "system_calendar");
  const hours = isOld
    ? readSystemHours(textOf("system_hours"), textOf("system_calendar"))
    : readOpeningHours(textOf("system_information"));
  return hours ?? undefined;
}

const hours: Check<Look> = (look) => {
  const [first, ...others] = unheededIn({ openingHours: hoursOf(look), stations: look.roster ?? [] });
  if (first === undefined) return null;
  const says = [first, ...others].join("; ");
  return loss("hours", says, "stations may be told as closed while they are shut by their hours");
};

const vehicleTypes: Check<Look> = ({ files }) => {
  const answer = files.find(({ name }) => name === "vehicle_types")?.answer;
  const types = answer?.type === "body" ? readVehicleTypes(answer.text) : null;
  const says = types === null ? null : tooLongToKeep(types);
  return loss("vehicle-types", says, "e-bikes are not counted");
};

const addresses: Check<Look> = (look) => {
  if (look.roster === null) return null;
  const { systemId } = look.system;
  const openingHours = hoursOf(look);
  const roster = { systemId, fetchedAt: look.fetchedAt, timeZone: null, openingHours, stations: look.roster };
  try {
    const { leftOut } = rosterRecord({ type: "roster", ...roster });
    return loss("addresses", leftOut, "alerts have no addresses");
  } catch (error) {
    return loss(
      "names-too-long",
      messageOf(error),
      "stations have ids for names, and alerts name no station nearby",
    );
  }
};

export const FACT_CHECKS: readonly Check<Look>[] = [hours, vehicleTypes, addresses];
