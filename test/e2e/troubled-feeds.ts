import type { Trouble } from "../local/city/troubles.ts";
import { type Dialect, type Fields, GBFS_2, GBFS_3, JCDECAUX } from "./dialects.ts";

/** Vehicles and docks of the first stations in order; null is unknown. */
export type Counts = readonly (readonly [vehicles: number | null, docks: number | null])[];

/** One thing that goes wrong with one feed at one poll, and the expected result. */
export interface Case {
  /** Also the id of the system. */
  readonly name: string;
  readonly dialect: Dialect;
  /** Makes the wrong answer from the true body. */
  readonly wrong: (body: unknown, dialect: Dialect) => Trouble;
  /** The reason of the failed poll, or the counts still read of the first stations. */
  readonly comes: RegExp | Counts;
  readonly httpStatus?: number | null;
  /** Alerts that the wrong body opens rightly, as `stationId/rule`. */
  readonly opens?: readonly string[];
}

/** The first stations of a city: empty, full, closed, and two in order. */
export const BEFORE: Counts = [
  [0, 9],
  [9, 0],
  [4, 4],
  [5, 5],
  [7, 2],
];
const CLOSED = 2;
const UNKNOWN: Counts = BEFORE.map(() => [null, null]);

/** The body with these counts and its third station closed. */
export function withCounts(body: unknown, dialect: Dialect, counts: Counts): unknown {
  const changed = structuredClone(body);
  for (const [index, station] of dialect.stationsOf(changed).entries()) {
    const [vehicles, docks] = counts[index] ?? [6, 6];
    dialect.setCounts(station, vehicles, docks);
    dialect.setOpen(station, index !== CLOSED);
  }
  return changed;
}

const answering =
  (trouble: Trouble): Case["wrong"] =>
  () =>
    trouble;

/** The true body, changed in place. */
const changing =
  (change: (body: unknown, dialect: Dialect) => void): Case["wrong"] =>
  (body, dialect) => {
    const changed = structuredClone(body);
    change(changed, dialect);
    return { body: JSON.stringify(changed) };
  };

const counting = (vehicles: unknown, docks: unknown) =>
  changing((body, dialect) => {
    for (const station of dialect.stationsOf(body)) dialect.setCounts(station, vehicles, docks);
  });

const timed = (time: unknown) => changing((body, dialect) => dialect.setTimes(body, time));

const adding = (stationId: string) =>
  changing((body, dialect) => {
    const stations = dialect.stationsOf(body);
    const added = structuredClone(stations[0] ?? {});
    dialect.setId(added, stationId);
    stations.push(added);
  });

const HTML = "<!doctype html><title>Maintenance</title>";
const REDIRECT = { status: 302, body: "" };

const FAILED: readonly Omit<Case, "dialect">[] = [
  {
    name: "404",
    wrong: answering({ status: 404 }),
    comes: /answered with status 404, expected 200$/,
    httpStatus: 404,
  },
  {
    name: "500",
    wrong: answering({ status: 500 }),
    comes: /answered with status 500, expected 200/,
    httpStatus: 500,
  },
  { name: "empty-body", wrong: answering({ body: "" }), comes: /the body is empty, expected JSON$/ },
  { name: "html", wrong: answering({ body: HTML }), comes: /is no JSON, but a page of HTML for browsers/ },
  {
    name: "text",
    wrong: answering({ body: "404 Not Found" }),
    comes: /no JSON, it starts with "404 Not Found"$/,
  },
  {
    name: "half-a-json",
    wrong: (body) => ({ body: JSON.stringify(body).slice(0, -200) }),
    comes: /the body is no whole JSON, it ends after /,
  },
  { name: "null", wrong: answering({ body: "null" }), comes: /the body is no / },
  {
    name: "no-stations",
    wrong: changing((body, dialect) => void dialect.stationsOf(body).splice(0)),
    comes: /the list of stations is empty$/,
  },
  {
    name: "no-ids",
    wrong: changing((body, dialect) => {
      for (const station of dialect.stationsOf(body)) dialect.setId(station, null);
    }),
    comes: /none of the \d+ stations has an id that can be read$/,
  },
  {
    name: "cut-off",
    wrong: answering({ hangUp: true }),
    comes: /could not be fetched \(ECONNRESET\)$/,
    httpStatus: null,
  },
  {
    name: "no-gzip",
    wrong: answering({ body: "no gzip", headers: { "content-encoding": "gzip" } }),
    comes: /not whole and valid gzip/,
    httpStatus: null,
  },
  {
    name: "redirect-inside",
    wrong: answering({ ...REDIRECT, headers: { location: "http://169.254.169.254/latest/meta-data" } }),
    comes: /169\.254\.169\.254|loopback|public/,
    httpStatus: null,
  },
];

const READ: readonly Omit<Case, "dialect">[] = [
  { name: "strings", wrong: counting("0", "0"), comes: UNKNOWN },
  { name: "negative", wrong: counting(-1, -2), comes: UNKNOWN },
  { name: "fractions", wrong: counting(0.5, 1e99), comes: UNKNOWN },
  { name: "no-numbers", wrong: counting(null, false), comes: UNKNOWN },
  { name: "proto", wrong: adding("__proto__"), comes: BEFORE, opens: ["__proto__/empty"] },
  { name: "constructor", wrong: adding("constructor"), comes: BEFORE, opens: ["constructor/empty"] },
  {
    name: "twice",
    wrong: changing((body, dialect) => {
      const stations = dialect.stationsOf(body);
      const twins = stations.map((station) => structuredClone(station));
      for (const twin of twins) dialect.setCounts(twin, 0, 0);
      stations.unshift(...twins);
    }),
    comes: BEFORE,
  },
  {
    name: "no-objects-between",
    wrong: changing((body, dialect) => {
      dialect.stationsOf(body).unshift(...([null, 7, "x", [], {}] as unknown as Fields[]));
    }),
    comes: BEFORE,
  },
  { name: "seconds", wrong: timed(1_777_881_600), comes: BEFORE },
  { name: "milliseconds", wrong: timed(1_777_881_600_000), comes: BEFORE },
  { name: "rfc-3339", wrong: timed("2026-05-04T08:00:00+02:00"), comes: BEFORE },
  { name: "no-time", wrong: timed(null), comes: BEFORE },
  { name: "future", wrong: timed(4_000_000_000), comes: BEFORE },
  { name: "tiny-time", wrong: timed(-1), comes: BEFORE },
  { name: "time-in-words", wrong: timed("yesterday"), comes: BEFORE },
];

const labelled = (version: string) =>
  changing((body) => {
    (body as Fields).version = version;
  });

const everywhere = (dialect: Dialect): Case[] =>
  [...FAILED, ...READ].map((one) => ({ ...one, name: `${one.name}.${dialect.feed}`, dialect }));

export const CASES: readonly Case[] = [
  ...everywhere(GBFS_2),
  ...everywhere(JCDECAUX),
  { name: "label-1.0-over-3.0", dialect: GBFS_3, wrong: labelled("1.0"), comes: BEFORE },
  { name: "label-3.0-over-2.3", dialect: GBFS_2, wrong: labelled("3.0"), comes: BEFORE },
  {
    name: "wrapped",
    dialect: GBFS_2,
    wrong: changing((body, dialect) => {
      const stations = dialect.stationsOf(body);
      stations.splice(0, stations.length, ...stations.map((data) => ({ data, status: 200 })));
    }),
    comes: BEFORE,
  },
  {
    name: "numbers-for-ids",
    dialect: GBFS_2,
    wrong: changing((body, dialect) => {
      for (const station of dialect.stationsOf(body)) dialect.setId(station, Number(station.station_id));
    }),
    comes: BEFORE,
  },
  {
    name: "an-error",
    dialect: JCDECAUX,
    wrong: answering({ body: '{"error":"Unauthorized"}' }),
    comes: /JCDecaux answered with the error "Unauthorized"$/,
  },
];
