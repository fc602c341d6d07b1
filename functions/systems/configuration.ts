import type { FeedRuleName, ParametersOf } from "../core/feed-rules.ts";
import type { CountingRuleName, StationRuleName } from "../core/station-rules.ts";
import { durationMs } from "./duration.ts";

/**
 * systems.json as it is written. It was checked before it came here (schema.ts: at synth, by the CLI, in tests),
 * so the functions carry no validator. Durations are written `90s`, `5m`, `2h` or `30d`.
 */
export interface SystemsConfiguration {
  readonly $schema?: string | undefined;
  /** Where an operator of a feed can reach those who poll it: a URL or a mail address, sent as User-Agent. */
  readonly contact?: string | undefined;
  /** So many runs of the poller each minute, each with its share of the hosts; 1 where absent. */
  readonly pollers?: number | undefined;
  readonly retention?:
    | { readonly alerts?: string | undefined; readonly windows?: string | undefined }
    | undefined;
  /** For all systems; each system, and each station in it, may change any parameter. */
  readonly rules?: RuleSettings | undefined;
  /** What keeps a broken feed from becoming false alerts; each system may change any. */
  readonly guards?: GuardSettings | undefined;
  readonly systems: readonly SystemEntry[];
}

/** `false` switches a rule off. What is not said is as in the next wider scope. */
export type StationRuleSettings = {
  readonly [Name in StationRuleName]?:
    | (Name extends CountingRuleName ? RuleParameters : RuleDelays)
    | false
    | undefined;
};

/** Of a whole system, or of all: the rules about the feed too. */
export type RuleSettings = StationRuleSettings & {
  readonly [Name in FeedRuleName]?: FeedRuleSettings[ParametersOf<Name>] | false | undefined;
};

interface FeedRuleSettings {
  readonly begun: Pick<RuleDelays, "for">;
  readonly delayed: RuleDelays;
  readonly mass: FeedRuleParameters;
}

export interface RuleDelays {
  readonly for?: string | undefined;
  readonly keepFor?: string | undefined;
}

export interface RuleParameters extends RuleDelays {
  readonly atMost?: number | undefined;
  readonly clearAt?: number | undefined;
}

export interface FeedRuleParameters extends RuleDelays {
  readonly share?: number | undefined;
  readonly atLeast?: number | undefined;
}

/** `false` switches a guard off. */
export interface GuardSettings {
  readonly rebaselineAfter?: string | false | undefined;
  readonly dropOlderFor?: string | false | undefined;
  readonly unreportedDocks?: boolean | undefined;
  readonly contradictedVehicles?: boolean | undefined;
  readonly openingHours?: boolean | undefined;
}

interface EntryBase {
  readonly systemId: string;
  readonly name?: string | undefined;
  /** IANA name; the feed's own where absent. */
  readonly timeZone?: string | undefined;
  /** When the system is open to the public, as in OpenStreetMap; the feed's own hours where absent. */
  readonly openingHours?: string | undefined;
  readonly attribution?: string | undefined;
  /** What the operator asks for, no secrets; sent to the host of the URL alone. */
  readonly headers?: { readonly [name: string]: string } | undefined;
  /** How often to ask at most; the feed's ttl may make it less often. 60 where absent. */
  readonly pollSeconds?: number | undefined;
  readonly rules?: RuleSettings | undefined;
  readonly guards?: GuardSettings | undefined;
  readonly stations?: { readonly [stationId: string]: { readonly rules: StationRuleSettings } } | undefined;
}

export interface GbfsEntry extends EntryBase {
  readonly kind: "gbfs";
  /** The auto-discovery URL, gbfs.json. */
  readonly url: string;
  /** Its feeds are plain http:, which anybody on the way can read and change. */
  readonly plainHttp?: true | undefined;
  /** Sent to the host of the URL alone. */
  readonly apiKey?: (ApiKeySource & ApiKeyInRequest) | undefined;
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

/** How a key is sent: GBFS leaves that to each operator. */
interface ApiKeyInRequest {
  readonly in: "header" | "query";
  /** Of the header or of the query's parameter. */
  readonly name: string;
}

/** Where a key is kept, never the key. */
export type ApiKeySource =
  | { readonly environment: string }
  | { readonly ssmParameter: string }
  | { readonly secret: string };

export type SystemEntry = GbfsEntry | JcdecauxEntry;

/** The variables that hold keys of these systems, as far as they are set. */
export function keyVariables(
  systems: readonly SystemEntry[],
  environment: NodeJS.ProcessEnv,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { apiKey } of systems) {
    if (apiKey === undefined || !("environment" in apiKey)) continue;
    const key = environment[apiKey.environment];
    if (key) found[apiKey.environment] = key;
  }
  return found;
}

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
