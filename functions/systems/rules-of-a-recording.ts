import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Returns what names the rules that a recording is judged by: what was asked for (`plain`, or a file), else the
 * systems.json of the folder, else null for the defaults. Playing and replaying a tape go by it alike.
 */
export function rulesOfRecording(asked: string | null, folder: string): string | null {
  if (asked !== null) return asked;
  const file = join(folder, "systems.json");
  return existsSync(file) ? file : null;
}

/** Returns the sentence that says by which rules a recording is judged. */
export function rulesSentence(rules: string | null): string {
  return `The rules are ${rulesWords(rules)}${rules === null ? " (--rules names others)" : ""}.`;
}

/** Returns what rules these are: `the plain ones`, or `those of strict.json`. */
export function rulesWords(rules: string | null): string {
  if (rules === null) return "the defaults";
  return rules === "plain" ? "the plain ones" : `those of ${rules}`;
}
