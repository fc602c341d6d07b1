import type { FeedFailure } from "../../functions/core/feed.ts";
import type { RosterStation } from "../../functions/core/roster.ts";
import { parseStationInformation } from "../../functions/feeds/gbfs-roster.ts";
import { parseJson } from "../../functions/feeds/json.ts";
import { withLongNumbersQuoted } from "../../functions/feeds/long-numbers.ts";
import type { ParsedStatus } from "../../functions/feeds/parsed-status.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import type { Bodies, Body, FileName } from "./collect.ts";
import { type RawStation, rawGbfsStations, rawJcdecauxStations } from "./raw-station.ts";

/** A feed whose status could be read: the result of the production code, and the values as they were written. */
export interface Look {
  readonly system: SystemEntry;
  readonly fetchedAt: number;
  readonly status: ParsedStatus;
  /** The stations as the status writes them. */
  readonly written: readonly RawStation[];
  /** The stations of the roster; null when there are none, or none that can be read. */
  readonly roster: readonly RosterStation[] | null;
  readonly files: readonly File[];
}

/** One file that was fetched. */
export interface File {
  readonly name: FileName;
  readonly answer: Body | FeedFailure;
  /** The parsed JSON; undefined when the answer is a failure or not JSON. */
  readonly value: unknown;
  /** What is odd about the answer as a text, each in half a sentence. */
  readonly notes: readonly string[];
}

export function lookAt(system: SystemEntry, bodies: Bodies, status: ParsedStatus): Look {
  const files = [...bodies.files].map(([name, answer]) => ({ name, answer, ...readIn(answer) }));
  const rawStations = system.kind === "gbfs" ? rawGbfsStations : rawJcdecauxStations;
  return {
    system,
    fetchedAt: bodies.fetchedAt,
    status,
    written: rawStations(files.find(({ name }) => name === "station_status")?.value),
    roster: status.readRoster?.() ?? rosterOf(bodies.files.get("station_information")),
    files,
  };
}

function readIn(answer: Body | FeedFailure): Pick<File, "value" | "notes"> {
  if (answer.type === "failed") return { value: undefined, notes: [] };
  const json = parseJson(withLongNumbersQuoted(answer.text) ?? answer.text);
  if (json.type === "failed") return { value: undefined, notes: answer.notes };
  return { value: json.value, notes: json.note === null ? answer.notes : [...answer.notes, json.note] };
}

function rosterOf(information: Body | FeedFailure | undefined): readonly RosterStation[] | null {
  if (information?.type !== "body") return null;
  const parsed = parseStationInformation(information.text);
  return parsed.type === "failed" ? null : parsed.stations;
}
