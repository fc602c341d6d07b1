import { type Fields, isFields } from "../../functions/feeds/json.ts";
import { text } from "../../functions/feeds/readings.ts";
import { cut } from "../../functions/words/text.ts";
import type { FileName } from "./collect.ts";
import type { File, Look } from "./look.ts";
import { type Check, note } from "./report.ts";
import { listed } from "./words.ts";

/** The major versions that a file's fields allow; empty when fields contradict each other. */
type Majors = readonly (1 | 2 | 3)[];

const ANY: Majors = [1, 2, 3];
const NEW: Majors = [3];
const OLD: Majors = [1, 2];

const LABEL_CHARACTERS_MAX = 20;

/** Returns the version that the file names; null when it names none. */
export function labelOf(value: unknown): string | null {
  const version = isFields(value) ? value.version : undefined;
  // Some feeds write the version as a number.
  const label = text(typeof version === "number" ? String(version) : version);
  return label === null ? null : cut(label, LABEL_CHARACTERS_MAX, "");
}

export function shapeWords(majors: Majors): string {
  if (majors.length === 0) return "mixed";
  return majors.map((major) => `${major}.x`).join(" or ");
}

/** Decides by the fields whose name or type changed from one major version to the next. Source: gbfs.md. */
export function gbfsMajors(name: FileName, value: unknown): Majors {
  if (!isFields(value)) return ANY;
  const signs = [byTime(value.last_updated), ...dataSigns(name, isFields(value.data) ? value.data : {})];
  return signs.reduce((left, sign) => left.filter((major) => sign.includes(major)), ANY);
}

function dataSigns(name: FileName, data: Fields): Majors[] {
  if (name === "gbfs.json") return [Array.isArray(data.feeds) ? NEW : OLD];
  const stations = Array.isArray(data.stations) ? data.stations.filter(isFields) : [];
  if (name === "station_status") return [...distinct(stations, statusSigns)];
  if (name === "station_information") return [...distinct(stations, ({ name }) => [byText(name)])];
  return [byText(data.name)];
}

function statusSigns(station: Fields): Majors[] {
  const flags = [station.is_installed, station.is_renting, station.is_returning];
  return [
    station.num_vehicles_available === undefined ? ANY : NEW,
    station.num_bikes_available === undefined ? ANY : OLD,
    station.vehicle_types_available === undefined ? ANY : [2, 3],
    byTime(station.last_reported),
    // Booleans decide nothing: files of 1.1 and before often have them too, against the standard.
    flags.some((flag) => typeof flag === "number") ? [1] : ANY,
  ];
}

function byTime(time: unknown): Majors {
  if (typeof time === "number") return OLD;
  return typeof time === "string" ? NEW : ANY;
}

function byText(written: unknown): Majors {
  if (typeof written === "string") return OLD;
  return Array.isArray(written) ? NEW : ANY;
}

function distinct(stations: readonly Fields[], signsOf: (station: Fields) => Majors[]): Set<Majors> {
  const all = new Map<string, Majors>();
  for (const station of stations) for (const sign of signsOf(station)) all.set(sign.join(), sign);
  return new Set(all.values());
}

/** Returns whether the label fits the fields. A file of version 1 needs none, since 1.0 had no label. */
function isLabelled({ name, value }: File): boolean {
  const majors = gbfsMajors(name, value);
  const label = labelOf(value);
  return label === null ? majors.includes(1) : majors.some((major) => label.startsWith(`${major}.`));
}

const wrongLabel: Check<Look> = ({ system, files }) => {
  if (system.kind !== "gbfs") return null;
  const wrong = files.filter((file) => file.value !== undefined && !isLabelled(file));
  const [first] = wrong;
  if (first === undefined) return null;
  const label = labelOf(first.value);
  const shape = shapeWords(gbfsMajors(first.name, first.value));
  const told = label === null ? "does not say its version" : `says version ${label}`;
  const others = wrong.slice(1).map(({ name }) => name);
  const also = others.length === 0 ? "" : ` (${listed(others)} likewise)`;
  const fields = shape === "mixed" ? "its fields mix versions" : `its fields are those of ${shape}`;
  return note("version-label", `${first.name} ${told}, and ${fields}${also}: it is read by its fields`);
};

const severalLabels: Check<Look> = ({ files }) => {
  const labels = new Set(files.flatMap(({ value }) => labelOf(value) ?? []));
  if (labels.size < 2) return null;
  return note("versions-differ", `its files say different versions: ${listed([...labels].sort())}`);
};

export const VERSION_CHECKS: readonly Check<Look>[] = [wrongLabel, severalLabels];
