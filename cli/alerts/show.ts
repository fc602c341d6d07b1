import { RULE_NAMES } from "../../functions/core/rules.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { AlertQueries } from "../../functions/store/alert-queries.ts";
import { quoted } from "../../functions/words/text.ts";
import { sayAges } from "../ages.ts";
import { type Asked, asking } from "../asking.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { printAlert } from "./print.ts";

export async function showAlert(
  systemId: string,
  written: string,
  options: Place & Style,
  world: World,
): Promise<void> {
  await asking(options, world, async (asked) => {
    const memories = await asked.systems.asked([systemId]);
    const alert = await findAlert(systemId, written, asked, world);
    await sayAges(memories, asked, { system: [systemId], utc: options.utc }, world);
    await printAlert(alert, options, asked, world);
  });
}

/** Finds an alert by its id, or the newest by `STATION/RULE`; `RULE` alone where it is about the feed. */
async function findAlert(
  systemId: string,
  written: string,
  { connection }: Asked,
  world: World,
): Promise<AlertItem> {
  const queries = new AlertQueries(connection.tables, connection.names.alertsTable, world.now);
  const found = (await queries.get(systemId, written)) ?? (await newest(systemId, written, queries));
  if (found !== null) return found;
  const sentence = `no alert ${quoted(written)} of ${systemId} is known`;
  throw new UserError(`${sentence}: alerts list --system ${systemId} shows those that are`, BAD_INPUT);
}

async function newest(systemId: string, written: string, queries: AlertQueries): Promise<AlertItem | null> {
  // A station's id may have slashes, a rule's name has none.
  const cut = written.lastIndexOf("/");
  const rule = written.slice(cut + 1);
  const station = written.slice(0, Math.max(0, cut));
  if (!RULE_NAMES.some((name) => name === rule)) return null;
  const stationIds = station === "" ? undefined : [station];
  const fits = (alert: AlertItem) => stationIds !== undefined || alert.stationId === undefined;
  const page = await queries.page({ systems: [{ systemId, fits }], stationIds, rules: [rule] }, 1, null);
  return page.items[0] ?? null;
}
