import { type Columns, entriesAt } from "./columns.ts";

/** The length of a city window: windows follow one another, are aligned to the epoch, and go by fetch time. */
export const WINDOW_MS = 300_000;

export function windowStartOf(fetchedAt: number): number {
  return fetchedAt - (fetchedAt % WINDOW_MS);
}

/** For each station, in column order, the sum and the number of its known counts in the window. */
export interface WindowSums {
  readonly startAt: number;
  readonly vehiclesSum: number[];
  readonly vehiclesCount: number[];
  readonly docksSum: number[];
  readonly docksCount: number[];
  /** What stations whose columns were dropped add to the window; absent where there are none. */
  readonly departed?: CityMeans;
}

/** Sums of stations' means. */
interface CityMeans {
  readonly vehicles: number;
  readonly docks: number;
  readonly stations: number;
}

/** A city's window: for each measure the sum of the stations' means, to three decimals. */
export interface CityWindow {
  readonly startAt: number;
  readonly vehicles: number;
  readonly docks: number;
  /** How many stations had a known count in the window. */
  readonly stations: number;
}

/**
 * Returns the running window with one more observation added. `closed` is the window before it when this observation is
 * the first of a later window, otherwise null.
 */
export function addToWindow(
  running: WindowSums | null,
  columns: Columns,
  at: number,
): { window: WindowSums; closed: CityWindow | null } {
  const startAt = windowStartOf(at);
  const count = columns.vehicles.length;
  const goesOn = running?.startAt === startAt;
  const window = goesOn ? copyWindow(running) : openWindow(startAt, count);
  addKnown(window.vehiclesSum, window.vehiclesCount, columns.vehicles);
  addKnown(window.docksSum, window.docksCount, columns.docks);
  return { window, closed: goesOn || running === null ? null : closeWindow(running) };
}

function openWindow(startAt: number, stations: number): WindowSums {
  const zeros = () => new Array<number>(stations).fill(0);
  return {
    startAt,
    vehiclesSum: zeros(),
    vehiclesCount: zeros(),
    docksSum: zeros(),
    docksCount: zeros(),
  };
}

function closeWindow(window: WindowSums): CityWindow {
  const { vehicles, docks, stations } = meansOf(window, window.vehiclesCount.keys());
  return {
    startAt: window.startAt,
    vehicles: toThousandths(vehicles),
    docks: toThousandths(docks),
    stations,
  };
}

/** Returns the window of the stations at `kept`, in that order; what the others add to it is kept as a sum. */
export function windowOf(window: WindowSums, kept: readonly number[]): WindowSums {
  const rest = new Set(kept);
  const departed = meansOf(
    window,
    [...window.vehiclesCount.keys()].filter((column) => !rest.has(column)),
  );
  return {
    startAt: window.startAt,
    vehiclesSum: entriesAt(window.vehiclesSum, kept),
    vehiclesCount: entriesAt(window.vehiclesCount, kept),
    docksSum: entriesAt(window.docksSum, kept),
    docksCount: entriesAt(window.docksCount, kept),
    ...(departed.stations === 0 ? {} : { departed }),
  };
}

/** Returns the sums over these stations and over those that have departed. */
function meansOf(window: WindowSums, columns: Iterable<number>): CityMeans {
  let { vehicles, docks, stations } = window.departed ?? { vehicles: 0, docks: 0, stations: 0 };
  for (const column of columns) {
    const vehiclesCount = window.vehiclesCount[column] ?? 0;
    const docksCount = window.docksCount[column] ?? 0;
    if (vehiclesCount > 0) vehicles += (window.vehiclesSum[column] ?? 0) / vehiclesCount;
    if (docksCount > 0) docks += (window.docksSum[column] ?? 0) / docksCount;
    if (vehiclesCount + docksCount > 0) stations++;
  }
  return { vehicles, docks, stations };
}

function toThousandths(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function addKnown(sums: number[], counts: number[], values: readonly (number | null)[]): void {
  for (let column = 0; column < values.length; column++) {
    const value = values[column] ?? null;
    if (value === null) continue;
    sums[column] = (sums[column] ?? 0) + value;
    counts[column] = (counts[column] ?? 0) + 1;
  }
}

function copyWindow(window: WindowSums): WindowSums {
  return {
    ...window,
    vehiclesSum: window.vehiclesSum.slice(),
    vehiclesCount: window.vehiclesCount.slice(),
    docksSum: window.docksSum.slice(),
    docksCount: window.docksCount.slice(),
  };
}
