/** What became of a mutant. */
export interface Result {
  readonly file: string;
  readonly kind: string;
  readonly line: number;
  readonly shown: string;
  /** The test file that failed, or what else ended it; null for a survivor. */
  readonly killedBy: string | null;
  /** Tests that pass its place were left out. */
  readonly isCut: boolean;
  /** Named in the list of survivors that need not be killed, and not tried. */
  readonly listed: boolean;
}

/** The least share of Stryker's mutants that tests must kill, by folder; people's slips must all be killed or listed. */
export const STRYKER_SHARES: Readonly<Record<string, number>> = {
  "functions/core": 0.97,
  "functions/poll": 0.9,
  "functions/detect": 0.9,
  "functions/store": 0.9,
};

/** Returns a sentence for each folder of whose mutants too few were killed; those that are listed do not count. */
export function missedShares(results: readonly Result[], shares = STRYKER_SHARES): string[] {
  return Object.entries(shares).flatMap(([folder, least]) => {
    const share = shareOf(results.filter(({ file }) => file.startsWith(`${folder}/`)));
    return share >= least ? [] : [`${percent(share)} killed in ${folder}, expected ${percent(least)}`];
  });
}

/** The folders and files of which slips survive that are not listed yet: a change of theirs is not refused for one. */
export const UNCLEAN: readonly string[] = [
  "functions/stream",
  "functions/core/receiver.ts",
  "functions/core/tellable.ts",
  "functions/core/telling.ts",
  "functions/core/ticks.ts",
  "functions/store/alert-queries.ts",
  "functions/store/effect-store.ts",
  "functions/store/history-queries.ts",
  "functions/store/history-store.ts",
  "functions/store/known-until.ts",
  "functions/store/packed-rule-book.ts",
  "functions/store/packed-standing.ts",
  "functions/store/packed-state.ts",
  "functions/store/people-log.ts",
  "functions/store/people-store.ts",
  "functions/store/receiver-store.ts",
  "functions/store/remembered-states.ts",
  "functions/store/roster-store.ts",
  "functions/store/rule-book-store.ts",
  "functions/store/silence-reading.ts",
  "functions/store/silence-store.ts",
  "functions/store/standing-alerts.ts",
  "functions/store/state-item.ts",
  "functions/store/state-store.ts",
  "functions/store/tellable-alerts.ts",
  "functions/store/window-queries.ts",
];

/**
 * Returns a sentence where a change is refused: a slip on its lines survives all tests that pass its place, in a file of
 * which all are killed or listed. On a slow machine fewer are tried, and so fewer are refused.
 */
export function refusedOfChange(results: readonly Result[], unclean = UNCLEAN): string[] {
  const isUnclean = (file: string) => unclean.some((path) => file === path || file.startsWith(`${path}/`));
  const { length } = survivorsOf(results).filter(({ file, isCut }) => !isCut && !isUnclean(file));
  return length === 0
    ? []
    : [
        `${length} slips on changed lines survive all tests, and are not listed in test/mutants/survivors.json`,
      ];
}

/** Returns a table of how many mutants were killed, survived and are listed: by folder, by kind, and in all. */
export function tableOf(results: readonly Result[]): string {
  const groups = (keyOf: (result: Result) => string) =>
    [...new Set(results.map(keyOf))]
      .sort()
      .map((key) => [key, results.filter((one) => keyOf(one) === key)] as const);
  const rows = [
    ...groups(({ file }) => file.split("/").slice(0, -1).join("/")),
    ...groups(({ kind }) => kind),
    ["all", results] as const,
  ];
  const lines = rows.map(([name, of]) => {
    const figures = [killedOf(of).length, survivorsOf(of).length, of.filter(({ listed }) => listed).length];
    return `${figures.map((figure) => String(figure).padStart(8)).join("")}  ${percent(shareOf(of)).padStart(7)}  ${name}\n`;
  });
  return ["  killed    left  listed    share\n", ...lines].join("");
}

export function survivorsOf(results: readonly Result[]): Result[] {
  return results.filter(({ killedBy, listed }) => killedBy === null && !listed);
}

function killedOf(results: readonly Result[]): Result[] {
  return results.filter(({ killedBy }) => killedBy !== null);
}

function shareOf(results: readonly Result[]): number {
  const tried = results.filter(({ listed }) => !listed);
  return tried.length === 0 ? 1 : killedOf(tried).length / tried.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
