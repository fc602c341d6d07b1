import { STATION_ID_BYTES_MAX } from "../core/observation.ts";
import type { StationRules } from "../core/rules.ts";
import { STATION_RULES } from "../core/station-rules.ts";
import type {
  RuleParameters,
  StationRuleSettings,
  SystemEntry,
  SystemsConfiguration,
} from "./configuration.ts";
import { isSecureOrHere, URL_EXPECTED } from "./fields.ts";
import { type Problem, unexpected } from "./problem.ts";
import { receiverProblems } from "./receiver-consistency.ts";
import { defaultRules, entryRules, type ScopeRules } from "./rule-settings.ts";
import { termProblems } from "./service-level-consistency.ts";

/** Yields the contradictions between parts of a configuration that are each well-formed. */
export function* inconsistencies(configuration: SystemsConfiguration): Generator<Problem> {
  const defaults = defaultRules(configuration);
  yield* thresholds(configuration, ["rules"], configuration.rules, defaults.rules);
  const indexes = new Map<string, number>();
  for (const [index, entry] of configuration.systems.entries()) {
    const first = indexes.get(entry.systemId);
    if (first !== undefined) {
      const expected = `an id of its own: systems[${first}] has this one`;
      yield unexpected(["systems", index, "systemId"], configuration, expected);
    }
    indexes.set(entry.systemId, first ?? index);
    yield* ofEntry(configuration, index, entry, defaults);
  }
  yield* termProblems(configuration);
  yield* receiverProblems(configuration);
}

function* ofEntry(
  root: SystemsConfiguration,
  index: number,
  entry: SystemEntry,
  defaults: ScopeRules,
): Generator<Problem> {
  const { rules, stations } = entryRules(defaults, entry);
  yield* plainHttp(root, index, entry);
  yield* thresholds(root, ["systems", index, "rules"], entry.rules, rules);
  for (const [stationId, own] of Object.entries(entry.stations ?? {})) {
    const path = ["systems", index, "stations", stationId];
    const bytes = Buffer.byteLength(stationId);
    if (bytes === 0 || bytes > STATION_ID_BYTES_MAX) {
      const says = `is an id of ${bytes} bytes, expected a station id of 1 to ${STATION_ID_BYTES_MAX}`;
      yield { path, says, unknownKey: false };
    }
    yield* thresholds(root, [...path, "rules"], own.rules, stations.get(stationId) ?? rules);
  }
}

function* plainHttp(root: SystemsConfiguration, index: number, entry: SystemEntry): Generator<Problem> {
  if (entry.kind !== "gbfs") return;
  const isAllowed = entry.plainHttp === true;
  if (!isAllowed && !isSecureOrHere(entry.url))
    yield unexpected(["systems", index, "url"], root, URL_EXPECTED);
  if (isAllowed && entry.apiKey !== undefined) {
    yield unexpected(
      ["systems", index, "plainHttp"],
      root,
      "no key beside it: plain http would tell it to anybody",
    );
  }
}

/** Only a scope that sets clearAt can contradict atMost: an inherited clearAt is raised above atMost. */
function* thresholds(
  root: SystemsConfiguration,
  path: readonly PropertyKey[],
  settings: StationRuleSettings | undefined,
  applied: StationRules,
): Generator<Problem> {
  for (const { name, counts } of STATION_RULES) {
    if (counts === null) continue;
    const parameters: RuleParameters | false | undefined = settings?.[name];
    const rule = applied[name];
    if (!parameters || parameters.clearAt === undefined || !rule || rule.clearAt > rule.atMost) continue;
    yield unexpected([...path, name, "clearAt"], root, `more than atMost, which is ${rule.atMost}`);
  }
}
