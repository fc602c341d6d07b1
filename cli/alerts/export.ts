import type { AlertItem } from "../../functions/store/alert-item.ts";
import { type AlertPosition, AlertQueries } from "../../functions/store/alert-queries.ts";
import {
  SYSTEM_ALERTS_RULES,
  type SystemAlertsVersion,
  systemAlertsBody,
} from "../../functions/words/system-alerts.ts";
import { shownJson } from "../../functions/words/text.ts";
import { sayAges } from "../ages.ts";
import { type Asked, asking } from "../asking.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";

const PAGE_ALERTS = 1_000;

/** Prints the system's closures and feed trouble as a file of GBFS, as of the newest poll. */
export async function exportAlerts(
  systemId: string,
  { gbfs, ...place }: Place & { readonly gbfs: SystemAlertsVersion },
  world: World,
): Promise<void> {
  await asking(place, world, async (asked) => {
    const { systems, now } = asked;
    const memories = await systems.asked([systemId]);
    const alerts = await openAlerts(systemId, asked, world);
    await sayAges(memories, asked, { system: [systemId] }, world);
    const state = await systems.stateIfUsable(systemId);
    const body = systemAlertsBody(alerts, gbfs, state?.markAt ?? now);
    world.terminal.write(`${shownJson(body, 2)}\n`);
  });
}

async function openAlerts(systemId: string, { connection }: Asked, world: World): Promise<AlertItem[]> {
  const queries = new AlertQueries(connection.tables, connection.names.alertsTable, world.now);
  const filter = { systems: [{ systemId }], rules: SYSTEM_ALERTS_RULES, openOnly: true };
  const found: AlertItem[] = [];
  let after: AlertPosition | null = null;
  do {
    const { items, next }: Awaited<ReturnType<AlertQueries["page"]>> = await queries.page(
      filter,
      PAGE_ALERTS,
      after,
    );
    found.push(...items);
    after = next;
  } while (after !== null);
  return found;
}
