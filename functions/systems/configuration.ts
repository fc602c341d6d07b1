import type { FeedRuleName, ParametersOf } from "../core/feed-rules.ts";
import type { LevelCondition } from "../core/service-terms.ts";
import type { CountingRuleName, StationRuleName } from "../core/station-rules.ts";
import type { ApiKeySource } from "./api-key-source.ts";
import { durationMs } from "./duration.ts";
import type { ReceiverSettings } from "./receiver-settings.ts";

/**
 * The content of systems.json. It is checked earlier (schema.ts: at synth, by the CLI, in tests), so the functions
 * bundle no validator. Durations are written `90s`, `5m`, `2h` or `30d`.
 */
export interface SystemsConfiguration {
  readonly $schema?: string | undefined;
  /** How feed operators can reach whoever polls them: a URL or a mail address, sent in User-Agent. */
  readonly contact?: string | undefined;
  /** Runs of the poller each minute, each with its share of the hosts; 1 where absent. */
  readonly pollers?: number | undefined;
  readonly retention?:
    | { readonly alerts?: string | undefined; readonly windows?: string | undefined }
    | undefined;
  /** The rules for all systems; each system and each of its stations may override any parameter. */
  readonly rules?: RuleSettings | undefined;
  /** Guards keep a broken feed from becoming false alerts; each system may override any. */
  readonly guards?: GuardSettings | undefined;
  /** The terms that operators are held to; a system's own of the same name replaces one of these. */
  readonly serviceLevels?: readonly ServiceTermSettings[] | undefined;
  /** Who is told of what is open, and how often. */
  readonly receivers?: readonly ReceiverSettings[] | undefined;
  readonly systems: readonly SystemEntry[];
}

/** `false` switches a rule off. An absent rule or parameter is inherited from the next wider scope. */
export type StationRuleSettings = {
  readonly [Name in StationRuleName]?:
    | (Name extends CountingRuleName ? RuleParameters : RuleDelays)
    | false
    | undefined;
};

/** The settings of one system or of all: the station rules and the rules about the feed. */
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
  readonly contradictedDocks?: boolean | undefined;
  readonly openingHours?: boolean | undefined;
}

/** One term of a contract: what counts, when, and what it costs. */
export interface ServiceTermSettings {
  readonly name: string;
  readonly of: readonly LevelCondition[];
  /** When the term applies, in the syntax of opening hours; at all times where absent. */
  readonly hours?: string | undefined;
  /** A longer spell is a violation; where absent, none is. */
  readonly after?: string | undefined;
  /** Time does not count while a neighbour could have helped; `within` is a distance such as `300m`. */
  readonly unless?: "nearest" | { readonly within: string } | undefined;
  /** Of any currency, with two decimals, for each started `per` beyond `after`. */
  readonly charge?: number | undefined;
  readonly per?: string | undefined;
}

interface EntryBase {
  readonly systemId: string;
  readonly name?: string | undefined;
  /** IANA name of the time zone; the feed's own where absent. */
  readonly timeZone?: string | undefined;
  /** Opening hours in the syntax of OpenStreetMap; the feed's own where absent. */
  readonly openingHours?: string | undefined;
  readonly attribution?: string | undefined;
  /** Headers that the operator asks for, never secrets; sent only to the host of the URL. */
  readonly headers?: { readonly [name: string]: string } | undefined;
  /** The least seconds from poll to poll; the feed's ttl may make it more. 60 where absent. */
  readonly pollSeconds?: number | undefined;
  readonly rules?: RuleSettings | undefined;
  readonly guards?: GuardSettings | undefined;
  readonly stations?: { readonly [stationId: string]: { readonly rules: StationRuleSettings } } | undefined;
  readonly serviceLevels?: readonly ServiceTermSettings[] | undefined;
  /** Named lists of station ids. */
  readonly areas?: { readonly [name: string]: readonly string[] } | undefined;
}

export interface GbfsEntry extends EntryBase {
  readonly kind: "gbfs";
  /** The auto-discovery URL, gbfs.json. */
  readonly url: string;
  /** Allows plain http: feeds, which anybody on the way can read and change. */
  readonly plainHttp?: true | undefined;
  /** Sent only to the host of the URL. */
  readonly apiKey?: (ApiKeySource & ApiKeyInRequest) | undefined;
}

export interface JcdecauxEntry extends EntryBase {
  readonly kind: "jcdecaux";
  readonly contract: string;
  readonly apiVersion: 1 | 3;
  /** The base URL of the API, to which paths are added; https://api.jcdecaux.com where absent. */
  readonly url?: string | undefined;
  /** Where the key is kept, never the key. */
  readonly apiKey?: ApiKeySource | undefined;
}

/** How a key is sent: GBFS leaves that to each operator. */
interface ApiKeyInRequest {
  readonly in: "header" | "query";
  /** Name of the header or of the query parameter. */
  readonly name: string;
}

export type SystemEntry = GbfsEntry | JcdecauxEntry;

/** Returns, by name, the variables that are set and hold keys of these systems. */
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
