import { nearOnes } from "../functions/systems/nearest.ts";
import { folded } from "./search/folded.ts";
import { BAD_INPUT, UserError } from "./user-error.ts";
import { either } from "./words.ts";

/** A thing that is known, by its id and perhaps its name. */
export interface Known {
  readonly id: string;
  readonly name?: string | undefined;
}

const NEAR_MAX = 3;
const LISTED_MAX = 20;

/**
 * Returns the error for an id that is not known, with the known ones that are near, or else with all; `none` stands for
 * an empty list. The sentence is such as `no system "lyom" is known`.
 */
export function unknownError(
  sentence: string,
  written: string,
  known: readonly Known[],
  none: string,
): UserError {
  const near = nearKnown(written, known).slice(0, NEAR_MAX);
  const advice = near.length > 0 ? `did you mean ${either(near.map(wordsOf))}?` : listOf(known, none);
  return new UserError(`${sentence}: ${advice}`, BAD_INPUT);
}

/** Those whose id or name has the written text in it, else those that a typing error may have meant. */
function nearKnown(written: string, known: readonly Known[]): readonly Known[] {
  const asked = folded(written).trim();
  const parts = known.filter(
    ({ id, name }) => folded(id).includes(asked) || folded(name ?? "").includes(asked),
  );
  if (asked !== "" && parts.length > 0) return parts;
  const byText = new Map(
    known.flatMap((one) => [[one.name ?? one.id, one] as const, [one.id, one] as const]),
  );
  return [...new Set(nearOnes(written, [...byText.keys()]).map((text) => byText.get(text)))].filter(
    (one) => one !== undefined,
  );
}

function wordsOf({ id, name }: Known): string {
  return name === undefined || name === id ? id : `${id} (${name})`;
}

function listOf(known: readonly Known[], none: string): string {
  if (known.length === 0) return none;
  const listed = known.slice(0, LISTED_MAX).map(({ id }) => id);
  const more = known.length > listed.length ? ` and ${known.length - listed.length} more` : "";
  return `known are ${listed.join(", ")}${more}`;
}
