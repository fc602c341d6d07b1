import { AlertQueries } from "../../functions/store/alert-queries.ts";
import {
  SYSTEM_ALERTS_RULES,
  type SystemAlertsVersion,
  systemAlertsBody,
} from "../../functions/words/system-alerts.ts";
import { shownJson } from "../../functions/words/text.ts";
import { sayAges } from "../ages.ts";
import { asking } from "../asking.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";

/** Prints the system's closures and feed trouble as a file of GBFS, as of the newest poll. */
export async function exportAlerts(
  systemId: string,
  { gbfs, ...place }: Place & { readonly gbfs: SystemAlertsVersion },
  world: World,
): Promise<void> {
  await asking(place, world, async (asked) => {
    const { systems, now, connection } = asked;
    const memories = await systems.asked([systemId]);
    const queries = new AlertQueries(connection.tables, connection.names.alertsTable, world.now);
    const filter = { systems: [{ systemId }], rules: SYSTEM_ALERTS_RULES, openOnly: true };
    const { items: alerts } = await queries.page(filter, Number.POSITIVE_INFINITY, null);
    await sayAges(memories, asked, { system: [systemId] }, world);
    const state = await systems.stateIfUsable(systemId);
    const body = systemAlertsBody(alerts, gbfs, state?.markAt ?? now);
    world.terminal.write(`${shownJson(body, 2)}\n`);
  });
}
