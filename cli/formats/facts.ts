import pc from "picocolors";
import { printable } from "../../functions/words/text.ts";
import type { Terminal } from "../world.ts";

/** Prints one thing in detail, a name and a value per line; facts whose value is null are left out. */
export function printFacts(
  facts: readonly (readonly [name: string, value: string | null])[],
  terminal: Terminal,
): void {
  const known = facts.flatMap(([name, value]) => (value === null ? [] : [[name, printable(value)] as const]));
  const width = Math.max(...known.map(([name]) => name.length));
  const paint = pc.createColors(terminal.colors);
  for (const [name, value] of known) terminal.write(`${paint.bold(name.padEnd(width))}  ${value}\n`);
}
