/** What became of a mutant. */
export interface Result {
  readonly file: string;
  readonly kind: string;
  readonly line: number;
  readonly shown: string;
  /** The test file that failed; null for a survivor. */
  readonly killedBy: string | null;
}

/** The least share of Stryker's mutants that tests must kill, by folder; people's slips must all be killed or listed. */
const SHARES: Readonly<Record<string, number>> = {
  "functions/core/": 0.97,
  "functions/poll/": 0.9,
  "functions/detect/": 0.9,
  "functions/store/": 0.9,
};

/** Returns a sentence for each folder of whose mutants too few were killed. */
export function missedShares(results: readonly Result[]): string[] {
  return Object.entries(SHARES).flatMap(([folder, least]) => {
    const of = results.filter(({ file }) => file.startsWith(folder));
    const share = of.length === 0 ? 1 : killedOf(of) / of.length;
    const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
    return share >= least ? [] : [`${percent(share)} killed in ${folder}, expected ${percent(least)}`];
  });
}

function killedOf(results: readonly Result[]): number {
  return results.filter(({ killedBy }) => killedBy !== null).length;
}

/** Returns a table with a line per file, and their sum: how many mutants were tried, how many were killed. */
export function tableOf(results: readonly Result[]): string {
  const files = [...new Set(results.map(({ file }) => file))].sort();
  const rows = files.map((name) => [name, results.filter(({ file }) => file === name)] as const);
  const lines = [...rows, ["all", results] as const].map(([name, of]) => {
    const killed = killedOf(of);
    const share = of.length === 0 ? "100.0" : ((100 * killed) / of.length).toFixed(1);
    return `${String(killed).padStart(6)} of ${String(of.length).padStart(5)}  ${share.padStart(5)} %  ${name}\n`;
  });
  return lines.join("");
}
