import { execFileSync, spawnSync } from "node:child_process";

/** Returns the lines of each file, counted from 1, that are not in a commit; null where the commit is not at hand. */
export function changedLines(
  root: string,
  commit: string,
  folders: readonly string[],
): Map<string, ReadonlySet<number>> | null {
  const named = spawnSync("git", ["rev-parse", "--quiet", "--verify", `${commit}^{commit}`], { cwd: root });
  if (named.status !== 0) return null;
  const words = [
    "diff",
    "--unified=0",
    "--no-color",
    "--no-ext-diff",
    "--no-prefix",
    commit,
    "--",
    ...folders,
  ];
  return linesAdded(execFileSync("git", words, { cwd: root, encoding: "utf8", maxBuffer: 1e9 }));
}

export function linesAdded(diff: string): Map<string, ReadonlySet<number>> {
  const added = new Map<string, Set<number>>();
  let lines = new Set<number>();
  for (const line of diff.split("\n")) {
    const [, file] = /^\+\+\+ (.+?)\t?$/.exec(line) ?? [];
    if (file !== undefined) {
      lines = new Set();
      if (file !== "/dev/null") added.set(file, lines);
    }
    const [, start, count = "1"] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (start === undefined) continue;
    for (let index = 0; index < Number(count); index++) lines.add(Number(start) + index);
  }
  return added;
}
