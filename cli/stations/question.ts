import { Option } from "@commander-js/extra-typings";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import type { Sought } from "../search/sought.ts";

/** What `stations list` is asked; the names are those of its options. Each rule has an option too. */
export interface StationQuestion extends Place, Style, Sought {
  readonly system?: readonly string[] | undefined;
  readonly absent?: boolean | undefined;
  readonly sort?: string | undefined;
  readonly limit?: number | undefined;
}

/** One option per rule about stations in the feed; absent stations have an option of their own. */
export const BY_RULE = STATION_RULES.filter(({ judgesAbsent }) => !judgesAbsent).map(({ name, words }) => ({
  name,
  option: new Option(`--${name}`, words.listed),
}));

/** Returns the rules whose options are given. */
export function rulesAsked(question: StationQuestion): (typeof BY_RULE)[number]["name"][] {
  const given = new Map<string, unknown>(Object.entries(question));
  return BY_RULE.filter(({ option }) => given.get(option.attributeName()) === true).map(({ name }) => name);
}
