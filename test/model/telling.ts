import type { Effect, OpenAlert, ResolveAlert } from "../../functions/core/effects.ts";
import type { RuleName } from "../../functions/core/rules.ts";
import type { Look } from "./belief.ts";
import type { Episode } from "./episode.ts";
import { type Need, neighbours } from "./neighbours.ts";
import type { Terms } from "./poll.ts";

/** Where and when an alert opens or is resolved. */
export interface Scene {
  /** Null for an alert about the feed. */
  readonly stationId: string | null;
  readonly rule: RuleName;
  readonly at: number;
  /** The newest believed look, this poll's if it is believed. */
  readonly look: Look;
  readonly terms: Terms;
}

/** What somebody needs who is turned away; a neighbour that has it can help. */
const BIKE: Need = { measure: "vehicles", service: "isRenting" };
const NEEDS: Partial<Record<RuleName, Need>> = {
  empty: BIKE,
  full: { measure: "docks", service: "isReturning" },
  closed: BIKE,
  missing: BIKE,
  "few-ebikes": { measure: "ebikes", service: "isRenting" },
};

export function opened(episode: Episode, reason: string | null, scene: Scene): OpenAlert {
  const { stationId, rule, look, terms } = scene;
  const need = NEEDS[rule];
  const found =
    stationId === null || need === undefined ? [] : neighbours(stationId, need, look, terms.places);
  return {
    type: "open",
    ...subject(episode, scene),
    baseline: episode.isBaseline,
    afterGap: episode.isAfterGap,
    openedAt: scene.at,
    observed: counted(stationId, look),
    reason,
    emptyInSystem: 0,
    alternatives: found.map((one) => ({ ...one, ...counted(one.stationId, look) })),
    ruleVersion: terms.ruleBook.version,
    resolution: null,
  };
}

export function resolved(episode: Episode, endReason: "withdrawn" | null, scene: Scene): ResolveAlert {
  return {
    type: "resolve",
    ...subject(episode, scene),
    baseline: episode.isBaseline,
    resolution: {
      endedAt: episode.endedAt ?? scene.at,
      resolvedAt: scene.at,
      observed: counted(scene.stationId, scene.look),
      emptyInSystem: 0,
      endReason,
      endUncertain: episode.isEndUncertain,
      expiresAt: scene.terms.arrivedAt + scene.terms.alertRetentionMs,
    },
  };
}

/** Fills in how many stations are empty after the whole poll. */
export function withEmptyStations(effect: Effect, emptyInSystem: number): Effect {
  if (effect.type === "open") return { ...effect, emptyInSystem };
  if (effect.type === "resolve") return { ...effect, resolution: { ...effect.resolution, emptyInSystem } };
  return effect;
}

function subject({ startedAt }: Episode, { stationId, rule, terms }: Scene) {
  const place = terms.places?.find((one) => one.stationId === stationId);
  return {
    alertId: `${new Date(startedAt).toISOString()}/${stationId ?? ""}/${rule}`,
    stationId,
    rule,
    startedAt,
    stationName: place?.name ?? stationId,
    address: place?.address ?? null,
  };
}

/** What the look counts at a station. E-bikes are left out where the look knows of none at any station. */
function counted(stationId: string | null, look: Look) {
  const nothing = { vehicles: null, docks: null };
  if (stationId === null) return nothing;
  const { vehicles, docks, ebikes } = look.get(stationId) ?? { ...nothing, ebikes: null };
  const areEbikesKnown = [...look.values()].some((one) => one.ebikes !== null);
  return areEbikesKnown ? { vehicles, docks, ebikes } : { vehicles, docks };
}
