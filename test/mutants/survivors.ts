import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Whose mutants: those of people's slips, or of Stryker's operators. */
export type Operators = "slips" | "stryker";

/** Mutants that no unit test kills and that need none: by the reason why, and by file, as `shown` shows them. */
type Listed = Readonly<
  Record<Operators, Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>>
>;

export interface Survivors {
  isListed(file: string, shown: string): boolean;
  /** Returns what is listed of these files and is no mutant of theirs any more. */
  gone(files: readonly string[], mutants: readonly (readonly [file: string, shown: string])[]): string[];
}

export const SURVIVORS_FILE = join(import.meta.dirname, "survivors.json");

export function readSurvivors(of: Operators, text = readFileSync(SURVIVORS_FILE, "utf8")): Survivors {
  const keyOf = (file: string, shown: string) => `${file}: ${shown}`;
  const listed = Object.values((JSON.parse(text) as Listed)[of]).flatMap((byFile) =>
    Object.entries(byFile).flatMap(([file, lines]) =>
      lines.map((shown) => ({ file, key: keyOf(file, shown) })),
    ),
  );
  const keys = new Set(listed.map(({ key }) => key));
  return {
    isListed: (file, shown) => keys.has(keyOf(file, shown)),
    gone(files, mutants) {
      const there = new Set(mutants.map(([file, shown]) => keyOf(file, shown)));
      return listed.filter(({ file, key }) => files.includes(file) && !there.has(key)).map(({ key }) => key);
    },
  };
}
