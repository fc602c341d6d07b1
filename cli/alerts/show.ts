import type { AlertItem } from "../../functions/store/alert-item.ts";
import { AlertQueries } from "../../functions/store/alert-queries.ts";
import { PeopleLog } from "../../functions/store/people-log.ts";
import { quoted } from "../../functions/words/text.ts";
import { sayAges } from "../ages.ts";
import { type Asked, asking } from "../asking.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { ambiguousWords, findAlerts } from "./find.ts";
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
    const { peopleTable } = asked.connection.names;
    // Stacks of older versions have no such table.
    const log =
      peopleTable === undefined
        ? []
        : await new PeopleLog(asked.connection.tables, peopleTable).of(systemId, alert.alertId, asked.now);
    await printAlert(alert, log, options, asked, world);
  });
}

async function findAlert(
  systemId: string,
  written: string,
  { connection }: Asked,
  world: World,
): Promise<AlertItem> {
  const queries = new AlertQueries(connection.tables, connection.names.alertsTable, world.now);
  const [found, ...others] = await findAlerts(systemId, written, queries);
  if (found === undefined) {
    const sentence = `no alert ${quoted(written)} of ${systemId} is known`;
    throw new UserError(`${sentence}: alerts list --system ${systemId} shows those that are`, BAD_INPUT);
  }
  if (others.length === 0) return found;
  throw new UserError(`${quoted(written)} ${ambiguousWords([found, ...others])}`, BAD_INPUT);
}
