import { positionOf } from "../../functions/core/positions.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { alertFeatures, type PlacedAlert } from "../../functions/views/alert-features.ts";
import { counted } from "../../functions/words/amounts.ts";
import { shownJson } from "../../functions/words/text.ts";
import type { Asked } from "../asking.ts";
import type { World } from "../world.ts";

/** Prints alerts as GeoJSON, and says how many stations have no position. */
export async function printFeatures(
  alerts: readonly AlertItem[],
  { systems }: Asked,
  { terminal }: World,
): Promise<void> {
  const placed: PlacedAlert[] = [];
  const unplaced = new Set<string>();
  for (const alert of alerts) {
    const { systemId, stationId } = alert;
    const { byId } = await systems.roster(systemId);
    const position = stationId === undefined ? null : positionOf(byId.get(stationId));
    if (stationId !== undefined && position === null) unplaced.add(JSON.stringify([systemId, stationId]));
    placed.push({ alert, position });
  }
  terminal.write(`${shownJson(alertFeatures(placed), 2)}\n`);
  if (unplaced.size === 0) return;
  terminal.say(`the alerts of ${counted(unplaced.size, "station")} have no geometry: no position is known`);
}
