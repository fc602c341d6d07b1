import { MEASURES } from "../../functions/core/measures.ts";
import { STATION_RULES, type StationRuleName } from "../../functions/core/station-rules.ts";
import type { StationReading } from "../../functions/views/station.ts";
import type { Next } from "./risks.ts";

const COUNTS = MEASURES.map(({ name, noun }) => ({ name, order: `${noun}s` }));

/** The orders by how long one rule's condition has held, such as `empty-for`. */
const BY_ONE_RULE = STATION_RULES.map(({ name }) => ({ name, order: `${name}-for` }));

/**
 * The orders that --sort knows: the fewest first by a count, the longest first by a time, the nearest by `distance`, what
 * runs dry or fills up next by `risk`.
 */
export const STATION_ORDERS: readonly string[] = [
  "id",
  "name",
  ...COUNTS.map(({ order }) => order),
  "for",
  ...BY_ONE_RULE.map(({ order }) => order),
  "distance",
  "risk",
];

/** Returns the rule whose time the order goes by; undefined for any other order. */
export function ruleOfOrder(order: string | undefined): StationRuleName | undefined {
  return BY_ONE_RULE.find((one) => one.order === order)?.name;
}

/** A station with what a list shows beside it; null is unknown, and comes last. */
export interface ListedStation {
  readonly station: StationReading;
  /** How long it has been what the list, or its order, asks for. */
  readonly seconds: number | null;
  /** How far it is from the place that the list asks for. */
  readonly meters: number | null;
  /** What it becomes next; null where nothing tells, or the order does not ask. */
  readonly next: Next | null;
}

const TEXTS = new Intl.Collator("en", { numeric: true });

/** Returns the stations in the order; those that are equal by system and id. */
export function inOrder(stations: readonly ListedStation[], order: string): ListedStation[] {
  const byId = stations.toSorted(
    ({ station: a }, { station: b }) =>
      TEXTS.compare(a.systemId, b.systemId) || TEXTS.compare(a.stationId, b.stationId),
  );
  if (order === "name") return byId.sort((a, b) => TEXTS.compare(a.station.name, b.station.name));
  const key = keyOf(order);
  return key === null ? byId : byId.sort((a, b) => key(a) - key(b) || 0);
}

/** Returns what is compared, the least first; null for the order by id. */
function keyOf(order: string): ((listed: ListedStation) => number) | null {
  if (order === "risk") return ({ next }) => -(next?.order ?? -Number.MAX_VALUE);
  if (order === "distance") return ({ meters }) => meters ?? Number.MAX_VALUE;
  if (order === "for" || ruleOfOrder(order) !== undefined) return ({ seconds }) => -(seconds ?? -1);
  const measure = COUNTS.find((one) => one.order === order);
  if (measure === undefined) return null;
  return ({ station }) => station[`${measure.name}Available`] ?? Number.MAX_VALUE;
}
