import type { ForgetStations } from "../core/effects.ts";
import { itemsOfValue, REPLACED_KEPT_MS } from "../core/item-names.ts";
import type { SystemState } from "../core/state.ts";
import type { StoredState } from "./ports.ts";

/**
 * Returns the effects that let go of what `base` names and the commit that begins with `first` does not. A list by which
 * looks count lives as long as they do.
 */
export function replacedItems(base: StoredState, first: SystemState, arrivedAt: number): ForgetStations[] {
  const enough = arrivedAt + REPLACED_KEPT_MS;
  const forget = (name: unknown, expiresAt: number) =>
    itemsOfValue(name).map((item): ForgetStations => ({ type: "forget-stations", item, expiresAt }));
  const isReplaced = first.stationIds !== base.state.stationIds;
  const listExpiresAt = Math.max(enough, base.state.history.listUntil ?? 0);
  return [
    ...(isReplaced ? forget(base.stationsItem, listExpiresAt) : []),
    ...forget(base.overflowItem, enough),
  ];
}
