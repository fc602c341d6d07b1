import type { FeedFailure } from "../../functions/core/feed.ts";
import type { RosterStation } from "../../functions/core/roster.ts";
import { parseStationInformation } from "../../functions/feeds/gbfs-roster.ts";
import { parseJson } from "../../functions/feeds/json.ts";
import type { ParsedStatus } from "../../functions/feeds/parsed-status.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import type { Bodies, Body } from "./bodies.ts";
import { type RawStation, rawGbfsStations, rawJcdecauxStations } from "./raw-station.ts";

/** A feed whose status could be read: what production code makes of it, beside what is written there. */
export interface Look {
  readonly system: SystemEntry;
  readonly fetchedAt: number;
  readonly status: ParsedStatus;
  /** As they are written in the status. */
  readonly written: readonly RawStation[];
  /** Null where there are none, or none that can be read. */
  readonly roster: readonly RosterStation[] | null;
  readonly writtenRoster: readonly RawStation[];
  readonly files: readonly File[];
}

/** One file of a GBFS system that was listed. */
export interface File {
  readonly name: FileName;
  readonly answer: Body | FeedFailure;
  /** Its JSON; undefined where it has none. */
  readonly value: unknown;
}

export type FileName = "gbfs.json" | "station_status" | "station_information" | "system_information";

export function lookAt(system: SystemEntry, bodies: Bodies, status: ParsedStatus): Look {
  const files = filesOf(bodies);
  const valueAt = (wanted: FileName) => files.find(({ name }) => name === wanted)?.value;
  const isGbfs = system.kind === "gbfs";
  const written = isGbfs
    ? rawGbfsStations(valueAt("station_status"))
    : rawJcdecauxStations(valueAt("station_status"));
  return {
    system,
    fetchedAt: bodies.fetchedAt,
    status,
    written,
    roster: status.readRoster?.() ?? rosterOf(bodies.information),
    writtenRoster: isGbfs ? rawGbfsStations(valueAt("station_information")) : written,
    files,
  };
}

function filesOf({ discovery, status, information, systemInformation }: Bodies): File[] {
  const answers: readonly (readonly [FileName, Body | FeedFailure | null])[] = [
    ["gbfs.json", discovery],
    ["station_status", status],
    ["station_information", information],
    ["system_information", systemInformation],
  ];
  return answers.flatMap(([name, answer]) =>
    answer === null
      ? []
      : [{ name, answer, value: answer.type === "body" ? valueIn(answer.text) : undefined }],
  );
}

function valueIn(text: string): unknown {
  const json = parseJson(text);
  return json.type === "json" ? json.value : undefined;
}

function rosterOf(information: Bodies["information"]): readonly RosterStation[] | null {
  if (information?.type !== "body") return null;
  const parsed = parseStationInformation(information.text);
  return parsed.type === "failed" ? null : parsed.stations;
}
