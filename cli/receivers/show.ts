import { ReceiverStore, type RefusedItem, refusalNameOf } from "../../functions/store/receiver-store.ts";
import { counted } from "../../functions/words/amounts.ts";
import { cut, quoted, shownText } from "../../functions/words/text.ts";
import { knownTimeZone, localTime } from "../../functions/words/times.ts";
import { asking } from "../asking.ts";
import { laterName } from "../connection.ts";
import { printRows } from "../formats/listing.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import { unknownError } from "../unknown.ts";
import type { World } from "../world.ts";

/** A program's message may have 64 KB, which is no reading matter. */
const BODY_POINTS_MAX = 2_000;

const FIELDS = ["receiver", "at", "id", "kind", "reason", "attempts", "opened", "over", "body"] as const;

/** Prints the messages that a receiver has refused, the newest first. Throws a UserError for a name that nobody knows. */
export async function showReceiver(name: string, options: Place & Style, world: World): Promise<void> {
  await asking(options, world, async ({ connection, systems, now }) => {
    const { terminal } = world;
    const table = await laterName(connection, "receiversTable", options);
    const store = new ReceiverStore(connection.tables, table, () => now);
    const rows = (await store.refusals(name)).map(rowOf);
    const listed = systems.configuration()?.receivers ?? [];
    const settings = listed.find((one) => one.name === name);
    if (settings === undefined && rows.length === 0) {
      const known = new Set([...listed.map((one) => one.name), ...(await store.names())]);
      const ids = [...known].sort().map((id) => ({ id }));
      if (!known.has(name))
        throw unknownError(`no receiver ${quoted(name)} is known`, name, ids, "there are none");
    }
    if (options.format !== "table") {
      printRows(rows, FIELDS, options.format, terminal);
      return;
    }
    const zone = options.utc === true ? "UTC" : knownTimeZone(settings?.timeZone);
    for (const { at, attempts, reason, opened, over, body } of rows) {
      const tried = attempts > 1 ? ` after ${attempts} attempts` : "";
      const head = `${localTime(Date.parse(at), zone, now)}: ${reason}${tried}; ${opened} open, ${over} over`;
      terminal.write(`${shownText(head)}\n  ${cut(shownText(body), BODY_POINTS_MAX)}\n`);
    }
    const refused = rows.length === 0 ? "nothing" : counted(rows.length, "message");
    terminal.say(
      `${shownText(name)} has refused ${refused} in the last 30 days · ${await connection.title()}`,
    );
  });
}

function rowOf(refused: RefusedItem) {
  const { receiver, reason, kind, body, openedCount, overCount, attempts } = refused;
  const { at, id } = refusalNameOf(refused);
  return {
    receiver,
    at,
    id,
    kind,
    reason,
    attempts,
    opened: openedCount,
    over: overCount,
    body: new TextDecoder().decode(body),
  };
}
