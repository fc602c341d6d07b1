import { notUnderstoodIn } from "../core/opening-hours.ts";
import type { Roster } from "../core/roster.ts";
import { counted } from "./amounts.ts";
import { quoted } from "./text.ts";

const RULES_NAMED_MAX = 3;

/** Returns a sentence for each thing that a roster says and that is not understood, or not in full. */
export function unheededIn({ openingHours, stations }: Pick<Roster, "openingHours" | "stations">): string[] {
  const sentences: string[] = [];
  const rules = openingHours === undefined ? [] : notUnderstoodIn(openingHours);
  if (rules.length > 0) {
    sentences.push(`of the opening hours it is not understood: ${named(rules)}; those times count as open`);
  }
  const parsed = new Map<string, readonly string[]>();
  const odd = stations.filter(({ openingHours: own }) => {
    if (own === undefined) return false;
    if (!parsed.has(own)) parsed.set(own, notUnderstoodIn(own));
    return parsed.get(own)?.length !== 0;
  });
  if (odd.length > 0) {
    const of = counted(odd.length, "station");
    const own = [...parsed.values()].flat();
    sentences.push(
      `of the opening hours of ${of} it is not understood: ${named(own)}; those times count as open`,
    );
  }
  return sentences;
}

function named(rules: readonly string[]): string {
  const shown = rules.slice(0, RULES_NAMED_MAX).map(quoted).join(", ");
  return rules.length > RULES_NAMED_MAX ? `${shown} and ${rules.length - RULES_NAMED_MAX} more` : shown;
}
