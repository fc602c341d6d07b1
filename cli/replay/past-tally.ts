import { EXTRA_MEASURES, type ExtraMeasure, wordsOfMeasure } from "../../functions/core/measures.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { extraMeasuresOf, type RuleBook } from "../../functions/core/rules.ts";
import { counted } from "../../functions/words/amounts.ts";

/** Gathers what has to be said of the history that a replay reads. */
export class PastTally {
  readonly #versionNow: string;
  /** What the tried rules count, and no look has shown. */
  readonly #unseen: Set<ExtraMeasure>;
  readonly #holes: string[] = [];
  #looks = 0;
  #otherwise = 0;

  constructor(versionNow: string, tried: readonly RuleBook[]) {
    this.#versionNow = versionNow;
    this.#unseen = new Set(tried.flatMap((book) => [...extraMeasuresOf(book)]));
  }

  take({ ruleVersion, hole, believed }: PastLook): void {
    this.#looks++;
    if (ruleVersion !== null && ruleVersion !== this.#versionNow) this.#otherwise++;
    if (hole !== null) this.#holes.push(hole);
    for (const measure of EXTRA_MEASURES) {
      if (believed?.columns[measure] !== undefined) this.#unseen.delete(measure);
    }
  }

  /** Returns a line for each thing that a reader of the result should know. */
  lines(): string[] {
    if (this.#looks === 0) return ["nothing is kept of that time"];
    const lines: string[] = [];
    if (this.#otherwise > 0) {
      const polls = `${counted(this.#otherwise, "poll")} of ${this.#looks}`;
      lines.push(`${polls} went by other rules than those of now: what was believed then is taken as it was`);
    }
    for (const measure of this.#unseen) {
      lines.push(
        `${wordsOfMeasure(measure).plural} are unknown: no rule counted them then, so they were not kept`,
      );
    }
    const [first] = this.#holes;
    if (first !== undefined)
      lines.push(`${counted(this.#holes.length, "hole")} in what is kept; the first: ${first}`);
    return lines;
  }
}
