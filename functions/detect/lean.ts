import type { Effect } from "../core/effects.ts";

/**
 * What effects lose, one step after another, when those of a single record do not fit one item: a large city that is
 * seen for the first time, or closes for the night. Readers find names in the roster; an alert that could not be
 * written would be lost.
 */
export const LEANER: readonly ((effect: Effect) => Effect)[] = [withoutAlternatives, withoutNames];

function withoutAlternatives(effect: Effect): Effect {
  return effect.type === "open" ? { ...effect, alternatives: [] } : effect;
}

function withoutNames(effect: Effect): Effect {
  if (effect.type !== "open" && effect.type !== "resolve") return effect;
  return { ...effect, stationName: effect.stationId, address: null };
}
