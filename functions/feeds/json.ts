import type { FeedFailure } from "../core/feed.ts";
import { cut } from "../words/text.ts";
import { failure } from "./failure.ts";

/** A JSON object whose fields nobody has looked at yet. */
export interface Fields {
  readonly [name: string]: unknown;
}

export interface Json {
  readonly type: "json";
  readonly value: unknown;
}

const SNIPPET_CHARACTERS_MAX = 40;
const BYTE_ORDER_MARK = 0xfeff;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON of a body; a failure that shows how the body starts where it is none. */
export function parseJson(text: string): Json | FeedFailure {
  try {
    const value: unknown = JSON.parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
    return { type: "json", value };
  } catch {
    const start = text.trimStart();
    if (start === "") return failure("the body is empty, expected JSON");
    return failure(
      `the body is no JSON, it starts with ${JSON.stringify(cut(start, SNIPPET_CHARACTERS_MAX, ""))}`,
    );
  }
}

/** The `data` of a GBFS body, where every version has what it says; null where there is none. */
export function gbfsData(text: string): Fields | null {
  const json = parseJson(text);
  return json.type === "json" && isFields(json.value) && isFields(json.value.data) ? json.value.data : null;
}

/** The list at `data.stations`, where GBFS has it in every version; null where there is none. */
export function gbfsStations(body: unknown): readonly unknown[] | null {
  const stations = isFields(body) && isFields(body.data) ? body.data.stations : null;
  return Array.isArray(stations) ? stations : null;
}

/** The fields of one GBFS station, out of the wrapper `{data, status}` that some feeds put around each. */
export function gbfsStation(entry: unknown): Fields | null {
  if (!isFields(entry)) return null;
  return entry.station_id === undefined && isFields(entry.data) ? entry.data : entry;
}
