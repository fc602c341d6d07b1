import { writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The largest value that meets the goal. */
  readonly goal: number;
  readonly holds: boolean;
}

const FILE = join(import.meta.dirname, "results.json");

export function result(name: string, value: number, unit: string, goal: number): Result {
  return { name, value: Math.round(value * 1_000) / 1_000, unit, goal, holds: value <= goal };
}

/** Prints the table and saves it beside this file. */
export function tell(results: readonly Result[]): void {
  const width = Math.max(...results.map(({ name }) => name.length));
  for (const { name, value, unit, goal, holds } of results) {
    const figure = `${value}`.padStart(8);
    process.stdout.write(
      `${name.padEnd(width)}  ${figure} ${unit}, at most ${goal}  ${holds ? "holds" : "MISSED"}\n`,
    );
  }
  writeFileSync(FILE, `${JSON.stringify({ results }, null, 2)}\n`);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
