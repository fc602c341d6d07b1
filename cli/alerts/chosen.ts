import { inParallel } from "../../functions/core/in-parallel.ts";
import type { PollMemory } from "../../functions/poll/ports.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { AlertQueries } from "../../functions/store/alert-queries.ts";
import { quoted } from "../../functions/words/text.ts";
import type { Asked } from "../asking.ts";
import { LIMIT_MAX } from "../options.ts";
import type { Sought } from "../search/sought.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { ambiguousWords, findAlerts } from "./find.ts";
import { fitting, requireStations } from "./list.ts";

/** Which alerts are meant: those that are named, or else the open ones that fit everything that is given. */
export interface Choice extends Sought {
  readonly system?: readonly string[] | undefined;
  readonly station?: readonly string[] | undefined;
  readonly rule?: readonly string[] | undefined;
  /** Whether a variable names the systems: they then limit where is looked, and choose nothing. */
  readonly isSystemDefault?: boolean | undefined;
}

/** The alerts that are meant, and a sentence for each text that names none, or several. */
export interface Chosen {
  readonly alerts: readonly AlertItem[];
  readonly unknown: readonly string[];
}

const SYSTEMS_AT_ONCE = 16;

/** Throws a UserError where nothing is named and nothing narrows the open alerts, or where both is so. */
export async function chosenAlerts(
  written: readonly string[],
  choice: Choice,
  asked: Asked,
  world: World,
): Promise<Chosen> {
  const { connection } = asked;
  const { station, rule, match, near, isSystemDefault } = choice;
  const system = isSystemDefault === true ? undefined : choice.system;
  const isNarrowed = [station, rule, match, near].some((part) => part !== undefined);
  if (written.length > 0 && isNarrowed) {
    const both = "alerts are named, and others are chosen: expected ids";
    throw new UserError(`${both}, or --station, --rule, --match and --near`, BAD_INPUT);
  }
  if (written.length === 0 && !isNarrowed && system === undefined) {
    const expected = "expected ids of alerts, or --system, --station, --rule, --match or --near";
    throw new UserError(`no alert is chosen: ${expected}`, BAD_INPUT);
  }
  const memories = await asked.systems.asked(choice.system);
  const queries = new AlertQueries(connection.tables, connection.names.alertsTable, world.now);
  if (written.length === 0)
    return { alerts: await fittingOnes(choice, memories, queries, asked), unknown: [] };
  const alerts = new Map<string, AlertItem>();
  const unknown: string[] = [];
  for (const text of new Set(written)) {
    const found: AlertItem[] = [];
    await inParallel(memories, SYSTEMS_AT_ONCE, async ({ systemId }) => {
      found.push(...(await findAlerts(systemId, text, queries)));
    });
    const [alert] = found;
    if (alert !== undefined && found.length === 1) alerts.set(`${alert.systemId} ${alert.alertId}`, alert);
    else if (alert === undefined) unknown.push(`no alert ${quoted(text)} is known`);
    else unknown.push(`${quoted(text)} ${ambiguousWords(found)}`);
  }
  return { alerts: [...alerts.values()], unknown };
}

async function fittingOnes(
  { station: stationIds, rule: rules, match, near }: Choice,
  memories: readonly PollMemory[],
  queries: AlertQueries,
  { systems }: Asked,
): Promise<readonly AlertItem[]> {
  if (stationIds !== undefined) await requireStations(stationIds, memories, systems);
  const scopes = await Promise.all(
    memories.map(async ({ systemId }) => {
      return { systemId, fits: await fitting(systemId, { match, near }, systems) };
    }),
  );
  const filter = { systems: scopes, stationIds, rules, openOnly: true };
  return (await queries.page(filter, LIMIT_MAX, null)).items;
}
