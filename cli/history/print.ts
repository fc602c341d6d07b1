import { isoTime } from "../../functions/core/iso-time.ts";
import { EXTRA_MEASURES, MEASURES } from "../../functions/core/measures.ts";
import { type StationPast, type StationSpan, timesOf } from "../../functions/views/station-history.ts";
import { counted, duration } from "../../functions/words/amounts.ts";
import { localTime } from "../../functions/words/times.ts";
import { bands, steps } from "../formats/day-lines.ts";
import { printRows, printTable } from "../formats/listing.ts";
import type { Format } from "../options.ts";
import type { Terminal } from "../world.ts";

interface About {
  readonly systemId: string;
  readonly stationId: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly until: number;
  readonly timeZone: string;
  readonly now: number;
}

const COLUMNS_DEFAULT = 100;
const LABEL_COLUMNS = 7;
const HOLES_SHOWN_MAX = 5;

/** Prints a station's past: for people its counts as a line with bands below, and each time when something was wrong. */
export function printStationPast(past: StationPast, about: About, format: Format, terminal: Terminal): void {
  if (format !== "table") {
    printRows(
      past.spans.map((span) => rowOf(span, about)),
      FIELDS,
      format,
      terminal,
    );
  } else printForPeople(past, about, terminal);
  for (const hole of past.holes.slice(0, HOLES_SHOWN_MAX)) terminal.say(hole);
  const more = past.holes.length - HOLES_SHOWN_MAX;
  if (more > 0) terminal.say(`and ${counted(more, "more hole")}`);
}

const TODAY_COLUMNS = 60;

/** Returns what `stations show` says of a station's day so far, of which something is known. */
export function todayFacts(spans: readonly StationSpan[]): readonly (readonly [string, string])[] {
  const period = { since: spans[0]?.from ?? 0, until: spans.at(-1)?.until ?? 0, columns: TODAY_COLUMNS };
  const band = bands(spans.map(bandOf), period);
  return [
    ["today", totalsWords(spans)],
    ["", steps(spans.map(countsOf("vehicles")), period)],
    ...(band === "" ? [] : [["", band] as const]),
  ];
}

function printForPeople({ spans }: StationPast, about: About, terminal: Terminal): void {
  const { since, until, timeZone, now } = about;
  const time = (at: number) => localTime(at, timeZone, now);
  const width = Math.max(10, Math.min(terminal.columns ?? COLUMNS_DEFAULT, COLUMNS_DEFAULT) - LABEL_COLUMNS);
  const period = { since, until, columns: width };
  terminal.write(`${about.name} (${about.stationId}), ${about.systemId}: ${time(since)} to ${time(until)}\n`);
  terminal.write(`${"bikes".padEnd(LABEL_COLUMNS)}${steps(spans.map(countsOf("vehicles")), period)}\n`);
  terminal.write(`${"docks".padEnd(LABEL_COLUMNS)}${steps(spans.map(countsOf("docks")), period)}\n`);
  terminal.write(`${"".padEnd(LABEL_COLUMNS)}${bands(spans.map(bandOf), period)}\n`);
  terminal.write(`${"".padEnd(LABEL_COLUMNS)}e empty, f full, x closed, ? unknown, - outside its hours\n`);
  terminal.write(`${totalsWords(spans)}\n`);
  const wrong = spans.filter((span) => wordsOf(span) !== null);
  if (wrong.length === 0) return;
  printTable(
    wrong,
    [
      { header: "was", rank: 4, value: (span) => wordsOf(span) ?? "" },
      { header: "from", rank: 3, value: ({ from }) => time(from) },
      { header: "to", rank: 2, value: ({ until: to }) => time(to) },
      {
        header: "for",
        rank: 1,
        right: true,
        value: ({ from, until: to }) => duration(Math.round((to - from) / 1_000)),
      },
    ],
    "",
    terminal,
  );
}

/** Returns a sentence such as `empty 2 h, full 12 min, closed 0 s; unknown 3 min`. */
function totalsWords(spans: readonly StationSpan[]): string {
  const { empty, full, closed, unknown, outside } = timesOf(spans);
  const said = (ms: number) => duration(Math.round(ms / 1_000));
  const rest = [
    ...(unknown > 0 ? [`unknown ${said(unknown)}`] : []),
    ...(outside > 0 ? [`outside its hours ${said(outside)}`] : []),
  ];
  return [`empty ${said(empty)}, full ${said(full)}, closed ${said(closed)}`, ...rest].join("; ");
}

function countsOf(measure: "vehicles" | "docks") {
  return ({ from, until, counts }: StationSpan) => ({ from, until, value: counts?.[measure] ?? null });
}

function bandOf(span: StationSpan) {
  const { from, until } = span;
  return { from, until, value: letterOf(span) };
}

/** Of what is wrong at once, what matters most. */
function letterOf({ is, isOutside, counts }: StationSpan): string {
  if (isOutside) return "-";
  if (is.closed === true) return "x";
  if (is.empty === true) return "e";
  if (is.full === true) return "f";
  return counts === null || (is.empty === null && is.full === null) ? "?" : " ";
}

function wordsOf(span: StationSpan): string | null {
  if (span.isOutside) return "outside its hours";
  const { is, counts } = span;
  const held = (["closed", "empty", "full"] as const).filter((condition) => is[condition] === true);
  if (held.length > 0) return held.join(" and ");
  return counts === null ? "unknown" : null;
}

function rowOf({ from, until, counts, is, isOutside }: StationSpan, { systemId, stationId }: About) {
  const known = MEASURES.filter(({ name }) => counts?.[name] !== undefined);
  return {
    systemId,
    stationId,
    from: isoTime(from),
    until: isoTime(until),
    vehicles: null,
    docks: null,
    ...Object.fromEntries(known.map(({ name }) => [name, counts?.[name] ?? null])),
    isEmpty: is.empty,
    isFull: is.full,
    isClosed: is.closed,
    isOutside,
  } as Record<(typeof FIELDS)[number], string | number | boolean | null>;
}

/** The columns of the CSV, in this order for good: new ones are added at the end. */
const FIELDS = [
  "systemId",
  "stationId",
  "from",
  "until",
  "vehicles",
  "docks",
  "isEmpty",
  "isFull",
  "isClosed",
  "isOutside",
  ...EXTRA_MEASURES,
] as const;
