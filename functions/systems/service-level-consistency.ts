import { hoursEdges, isWithinAt } from "../core/hours-edges.ts";
import type { OpeningHours } from "../core/opening-hours.ts";
import type { ServiceTermSettings, SystemEntry, SystemsConfiguration } from "./configuration.ts";
import { type Problem, unexpected } from "./problem.ts";
import { termOf, termSettingsOf } from "./service-terms.ts";

type Path = readonly PropertyKey[];

/** Yields the terms that contradict themselves, one another or their system. The configuration is well-formed. */
export function* termProblems(root: SystemsConfiguration): Generator<Problem> {
  yield* ofList(root, ["serviceLevels"], root.serviceLevels);
  for (const [index, entry] of root.systems.entries()) {
    yield* ofList(root, ["systems", index, "serviceLevels"], entry.serviceLevels);
    yield* withoutClock(root, index, entry);
    if (Object.hasOwn(entry.areas ?? {}, "__proto__")) {
      yield unexpected(["systems", index, "areas", "__proto__"], root, "an area with another name");
    }
  }
}

function* ofList(
  root: SystemsConfiguration,
  path: Path,
  terms: readonly ServiceTermSettings[] = [],
): Generator<Problem> {
  const indexes = new Map<string, number>();
  for (const [index, term] of terms.entries()) {
    const first = indexes.get(term.name);
    if (first !== undefined) {
      yield unexpected(
        [...path, index, "name"],
        root,
        `a name of its own: the term at ${first} has this one`,
      );
    }
    indexes.set(term.name, first ?? index);
    yield* ofTerm(root, [...path, index], term);
  }
}

function* ofTerm(root: SystemsConfiguration, path: Path, settings: ServiceTermSettings): Generator<Problem> {
  const { charge, per, after } = settings;
  const { hours, afterMs, penalty } = termOf(settings);
  const at = (key: keyof ServiceTermSettings, expected: string) => unexpected([...path, key], root, expected);
  if (charge !== undefined && per === undefined) yield at("per", "what the charge is for, such as 1h");
  if (charge === undefined && per !== undefined)
    yield at("charge", "an amount for each started per, such as 50");
  if (charge !== undefined && after === undefined)
    yield at("after", "the time after which the charge begins, such as 1h");
  if (penalty?.perMs === 0) yield at("per", "more than nothing, such as 1h");
  if (hours === null) return;
  if (
    hours.unknown.length > 0 ||
    hours.rules.some(({ says, spans }) => says === "unknown" || spans.some(({ isUnknown }) => isUnknown))
  ) {
    yield at(
      "hours",
      "dates, weekdays and times alone: holidays, open ends and comments leave open what counts",
    );
    return;
  }
  if (afterMs === null) return;
  const longestMs = longestSpan(hours, afterMs);
  if (longestMs > 0 && afterMs >= longestMs) {
    const longest = longestMs / 60_000;
    yield at("after", `less than the longest time within hours, ${longest}m: no spell could be longer`);
  }
}

/**
 * Returns how long hours last at most in a year, where clocks are never set. It stops looking at the first time that is
 * longer than `enoughMs`.
 */
function longestSpan(hours: OpeningHours, enoughMs: number): number {
  let begunAt = isWithinAt(hours, SOME_YEAR, "UTC") ? SOME_YEAR : null;
  let longestMs = 0;
  for (const { at, isWithin } of hoursEdges(hours, SOME_YEAR, "UTC")) {
    if (begunAt !== null) longestMs = Math.max(longestMs, at - begunAt);
    if (longestMs > enoughMs || at > SOME_YEAR + YEAR_MS) break;
    begunAt = isWithin ? (begunAt ?? at) : null;
  }
  return longestMs;
}

const SOME_YEAR = Date.UTC(2028, 0);
const YEAR_MS = 366 * 86_400_000;

/** JCDecaux tells no time zone, so that hours there need one of the entry's. */
function* withoutClock(root: SystemsConfiguration, index: number, entry: SystemEntry): Generator<Problem> {
  if (entry.kind !== "jcdecaux" || entry.timeZone !== undefined) return;
  const term = termSettingsOf(root, entry.systemId).find(({ hours }) => hours !== undefined);
  if (term === undefined) return;
  const path = ["systems", index, "timeZone"];
  yield unexpected(
    path,
    root,
    `a time zone: the hours of the term ${JSON.stringify(term.name)} are read on its clock`,
  );
}
