import {
  PLAIN_RULES,
  type Rule,
  type RuleBook,
  type RuleName,
  STATION_RULES,
  type StationRules,
} from "../core/rules.ts";
import { durationMs } from "./duration.ts";

/**
 * systems.json as it is written. It was checked before it came here (schema.ts: at synth, by the CLI, in tests),
 * so the functions carry no validator. Durations are written `90s`, `5m`, `2h` or `30d`.
 */
export interface SystemsConfiguration {
  readonly $schema?: string | undefined;
  /** Where an operator of a feed can reach those who poll it: a URL or a mail address, sent as User-Agent. */
  readonly contact?: string | undefined;
  readonly retention?:
    | { readonly alerts?: string | undefined; readonly windows?: string | undefined }
    | undefined;
  /** For all systems; each system, and each station in it, may change any parameter. */
  readonly rules?: RuleSettings | undefined;
  readonly systems: readonly SystemEntry[];
}

/** `false` switches a rule off. What is not said is as in the next wider scope. */
export interface RuleSettings {
  readonly empty?: RuleParameters | false | undefined;
  readonly full?: RuleParameters | false | undefined;
  /** About no count, so it has no thresholds. */
  readonly closed?: RuleDelays | false | undefined;
}

interface RuleDelays {
  readonly for?: string | undefined;
  readonly keepFor?: string | undefined;
}

export interface RuleParameters extends RuleDelays {
  readonly atMost?: number | undefined;
  readonly clearAt?: number | undefined;
}

interface EntryBase {
  readonly systemId: string;
  readonly name?: string | undefined;
  /** IANA name; the feed's own where absent. */
  readonly timeZone?: string | undefined;
  readonly attribution?: string | undefined;
  /** How often to ask at most; the feed's ttl may make it less often. 60 where absent. */
  readonly pollSeconds?: number | undefined;
  readonly rules?: RuleSettings | undefined;
  readonly stations?: { readonly [stationId: string]: { readonly rules: RuleSettings } } | undefined;
}

export interface GbfsEntry extends EntryBase {
  readonly kind: "gbfs";
  /** The auto-discovery URL, gbfs.json. */
  readonly url: string;
}

export interface JcdecauxEntry extends EntryBase {
  readonly kind: "jcdecaux";
  readonly contract: string;
  readonly apiVersion: 1 | 3;
  /** Where the API is, without a path's end; https://api.jcdecaux.com where absent. */
  readonly url?: string | undefined;
  /** Where the key is kept, never the key: a variable's name, an SSM parameter, a Secrets Manager secret. */
  readonly apiKey?: ApiKeySource | undefined;
}

export type ApiKeySource =
  | { readonly environment: string }
  | { readonly ssmParameter: string }
  | { readonly secret: string };

export type SystemEntry = GbfsEntry | JcdecauxEntry;

const RETENTION_DEFAULT = { alerts: "90d", windows: "400d" };

export interface Retention {
  readonly alertRetentionMs: number;
  readonly windowRetentionMs: number;
}

export function retentionOf(configuration: SystemsConfiguration): Retention {
  return {
    alertRetentionMs: durationMs(configuration.retention?.alerts ?? RETENTION_DEFAULT.alerts),
    windowRetentionMs: durationMs(configuration.retention?.windows ?? RETENTION_DEFAULT.windows),
  };
}

/** The rules of one system, station by station where they differ; defaults for a system that is not listed. */
export function ruleBookOf(configuration: SystemsConfiguration, systemId: string, version: string): RuleBook {
  const entry = configuration.systems.find((system) => system.systemId === systemId);
  return { version, ...entryRules(defaultRules(configuration), entry) };
}

/** What holds for a system that says nothing of its own. */
export function defaultRules(configuration: SystemsConfiguration): StationRules {
  return applySettings(PLAIN_RULES.rules, configuration.rules);
}

/** The rules of an entry over the defaults; without an entry, the defaults. */
export function entryRules(
  defaults: StationRules,
  entry: SystemEntry | undefined,
): Omit<RuleBook, "version"> {
  const rules = applySettings(defaults, entry?.rules);
  const stations = new Map<string, StationRules>();
  for (const [stationId, own] of Object.entries(entry?.stations ?? {})) {
    stations.set(stationId, applySettings(rules, own.rules));
  }
  return { rules, stations };
}

function applySettings(base: StationRules, settings: RuleSettings | undefined): StationRules {
  const rules: Record<RuleName, Rule | null> = { ...base };
  for (const name of STATION_RULES) {
    const parameters: RuleParameters | false | undefined = settings?.[name];
    if (parameters === false) rules[name] = null;
    else if (parameters !== undefined) rules[name] = applyParameters(base[name] ?? null, parameters);
  }
  return rules;
}

function applyParameters(base: Rule | null, parameters: RuleParameters): Rule {
  const atMost = parameters.atMost ?? base?.atMost ?? 0;
  return {
    atMost,
    clearAt: parameters.clearAt ?? Math.max(base?.clearAt ?? 0, atMost + 1),
    forMs: parameters.for === undefined ? (base?.forMs ?? 0) : durationMs(parameters.for),
    keepForMs: parameters.keepFor === undefined ? (base?.keepForMs ?? 0) : durationMs(parameters.keepFor),
  };
}
