import type { RawOutcome, RawReading } from "./arbitrary.ts";

interface Window {
  readonly start: number;
  readonly readings: RawReading[];
}

/**
 * A second implementation of the plain rules, written from their description alone: slow, with one plain object per
 * station. Returns a line for each alert's begin, alert's end and window, as the property test writes effects.
 */
export function plainModel(polls: readonly RawOutcome[]): string[] {
  const lines: string[] = [];
  let mark = Number.NEGATIVE_INFINITY;
  let newest: { at: number; stations: Map<string, RawReading> } | null = null;
  let holds = new Map<string, boolean>();
  let inWindow = null as Window | null;
  for (const poll of polls) {
    if (poll.at <= mark) continue;
    mark = poll.at;
    if (poll.type === "retired") {
      for (const [key, held] of holds) if (held) lines.push(`${poll.at} end ${key}`);
      [newest, holds, inWindow] = [null, new Map(), null];
    }
    if (poll.type === "snapshot") {
      newest = { at: poll.at, stations: new Map(poll.readings.map((one) => [one.stationId, one])) };
    }
    const isKnown = poll.type === "snapshot" || (poll.type === "unchanged" && poll.snapshotAt === newest?.at);
    if (!isKnown || newest === null) continue;
    const start = Math.floor(poll.at / 300_000) * 300_000;
    if (inWindow !== null && inWindow.start !== start) lines.push(`window ${windowLine(inWindow)}`);
    if (inWindow?.start !== start) inWindow = { start, readings: [] };
    for (const one of newest.stations.values()) {
      inWindow.readings.push(one);
      for (const [rule, now] of Object.entries(conditions(one))) {
        const key = `${rule} ${one.stationId}`;
        const before = holds.get(key);
        if (now === null || now === before) continue;
        holds.set(key, now);
        if (now) lines.push(`${poll.at} begin ${key}${before === undefined ? " baseline" : ""}`);
        else if (before) lines.push(`${poll.at} end ${key}`);
      }
    }
  }
  return lines;
}

function conditions(one: RawReading): Record<string, boolean | null> {
  const closed =
    one.isInstalled === false ||
    (one.isRenting === false && one.isReturning === false) ||
    one.closedByOperator === true ||
    one.disconnected === true ||
    (one.vehicles === 0 && one.docks === 0);
  const runsOut = (count: number | null, gives: boolean | null) => {
    if (closed || gives === false) return false;
    return count === null ? null : count === 0;
  };
  return { empty: runsOut(one.vehicles, one.isRenting), full: runsOut(one.docks, one.isReturning), closed };
}

function windowLine({ start, readings }: Window): string {
  const sumOfMeans = (countOf: (one: RawReading) => number | null) => {
    const known = new Map<string, number[]>();
    for (const one of readings) {
      const count = countOf(one);
      if (count !== null) known.set(one.stationId, [...(known.get(one.stationId) ?? []), count]);
    }
    const means = [...known.values()].map((counts) => counts.reduce((a, b) => a + b) / counts.length);
    return means.reduce((a, b) => a + b, 0);
  };
  // A window has at most five counts, so means are sixtieths, and none is halfway between two thousandths.
  const [vehicles, docks] = [sumOfMeans((one) => one.vehicles), sumOfMeans((one) => one.docks)];
  return `${start} ${vehicles.toFixed(3)} ${docks.toFixed(3)}`;
}
