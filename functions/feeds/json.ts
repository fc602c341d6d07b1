import type { FeedFailure } from "../core/feed.ts";
import { withoutMark } from "../systems/byte-order-mark.ts";
import { inQuotes } from "../words/text.ts";
import { failure } from "./failure.ts";
import { repaired, scanJson } from "./json-repair.ts";
import { pageIn } from "./page.ts";
import { parseCostBytes } from "./parse-cost.ts";

/** A JSON object whose fields are not checked yet. */
export interface Fields {
  readonly [name: string]: unknown;
}

export interface Json {
  readonly type: "json";
  readonly value: unknown;
  /** What had to be repaired before it could be read, as half a sentence; null for nothing. */
  readonly note: string | null;
}

const SNIPPET_CHARACTERS_MAX = 40;
/** Characters shown before the place of a fault: enough for the name of a field. */
const BEFORE_CHARACTERS = 15;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text below this length costs little whatever is in it. */
const CHEAP_CHARACTERS_MAX = 1_000_000;
/** The memory that parsing one body may take: twice that of the largest known feeds. */
const PARSE_BYTES_MAX = 96_000_000;

/** Parses a body as JSON. When it is not JSON, or costs too much memory, the failure says so. */
export function parseJson(text: string): Json | FeedFailure {
  if (text.length > CHEAP_CHARACTERS_MAX && parseCostBytes(text, PARSE_BYTES_MAX) > PARSE_BYTES_MAX) {
    const size = `${Math.round(text.length / 100_000) / 10} MB`;
    return failure(
      `the body has too many brackets, names and values for its ${size}, and would not fit into memory`,
    );
  }
  try {
    const value: unknown = JSON.parse(withoutMark(text));
    return { type: "json", value, note: null };
  } catch {
    return parseFaulty(text);
  }
}

/** Reads a text that is no JSON but for single values, or says where it stops being JSON. */
function parseFaulty(text: string): Json | FeedFailure {
  const start = text.trimStart();
  if (start === "") return failure("the body is empty, expected JSON");
  const page = pageIn(text);
  if (page !== null) return failure(`the body is no JSON, but ${page}`);
  const { faultAt, repairs } = scanJson(text);
  const [first] = repairs;
  if (faultAt === null && first !== undefined) {
    const more = repairs.length === 1 ? "" : `, and ${repairs.length - 1} more such`;
    const place = `${inQuotes(around(text, first.at), SNIPPET_CHARACTERS_MAX, "")} at character ${first.at + 1}`;
    const value: unknown = JSON.parse(withoutMark(repaired(text, repairs)));
    return { type: "json", value, note: `it is no JSON (${place}${more}): read as if that were unknown` };
  }
  const at = faultAt ?? 0;
  if (at >= text.length) {
    const end = inQuotes(text.slice(-SNIPPET_CHARACTERS_MAX), SNIPPET_CHARACTERS_MAX, "");
    return failure(`the body is no whole JSON, it ends after ${text.length} characters with ${end}`);
  }
  const isStart = at <= text.length - start.length || !/^\ufeff?\s*[[{]/.test(text);
  const shown = inQuotes(isStart ? start : around(text, at), SNIPPET_CHARACTERS_MAX, "");
  return failure(
    isStart
      ? `the body is no JSON, it starts with ${shown}`
      : `the body is no JSON at character ${at + 1} of ${text.length}, in ${shown}`,
  );
}

/** The text about a place, with a little of what comes before it. */
function around(text: string, at: number): string {
  return text.slice(Math.max(at - BEFORE_CHARACTERS, 0)).slice(0, SNIPPET_CHARACTERS_MAX);
}

/** Returns the `data` of a GBFS body, which holds the content in every version; null when there is none. */
export function gbfsData(text: string): Fields | null {
  const json = parseJson(text);
  return json.type === "json" && isFields(json.value) && isFields(json.value.data) ? json.value.data : null;
}

/** Returns the list at `data.stations`, its place in every version of GBFS; null when there is none. */
export function gbfsStations(body: unknown): readonly unknown[] | null {
  const stations = isFields(body) && isFields(body.data) ? body.data.stations : null;
  return Array.isArray(stations) ? stations : null;
}

/** Returns the fields of one GBFS station, without the wrapper `{data, status}` that some feeds put around each. */
export function gbfsStation(entry: unknown): Fields | null {
  if (!isFields(entry)) return null;
  return entry.station_id === undefined && isFields(entry.data) ? entry.data : entry;
}
