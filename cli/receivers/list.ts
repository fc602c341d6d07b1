import { isoOrNull } from "../../functions/core/iso-time.ts";
import type { Standing } from "../../functions/core/telling.ts";
import { ReceiverStore, type RefusedItem, refusalNameOf } from "../../functions/store/receiver-store.ts";
import type { ReceiverSettings } from "../../functions/systems/receiver-settings.ts";
import { knownTimeZone } from "../../functions/words/times.ts";
import { asking } from "../asking.ts";
import { laterName } from "../connection.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";
import { printReceivers, type ReceiverRow } from "./print.ts";

/** Lists the receivers of systems.json with what the table knows of each. */
export async function listReceivers(options: Place & Style, world: World): Promise<void> {
  await asking(options, world, async (asked) => {
    const { connection, systems, now } = asked;
    const table = await laterName(connection, "receiversTable", options);
    const store = new ReceiverStore(connection.tables, table, () => now);
    const receivers = systems.configuration()?.receivers ?? [];
    const rows = await Promise.all(
      receivers.map(async (one) =>
        rowOf(one, await store.load(one.name), await store.refusals(one.name), options),
      ),
    );
    await printReceivers(rows, options, asked, world);
  });
}

function rowOf(
  { name, kind, timeZone }: ReceiverSettings,
  { told, message, sentAt, nextAt, last }: Standing,
  refusals: readonly RefusedItem[],
  { utc }: Style,
): ReceiverRow {
  const [newest] = refusals;
  return {
    name,
    kind,
    timeZone: utc === true ? "UTC" : knownTimeZone(timeZone),
    lastAt: isoOrNull(sentAt),
    lastOpened: last?.opened ?? null,
    lastOver: last?.over ?? null,
    following: told.size,
    waitingSince: isoOrNull(message?.putAt ?? null),
    waitingAttempts: message?.attempts ?? null,
    notBefore: isoOrNull(message?.retryAt ?? nextAt),
    refusals: refusals.length,
    lastRefusedAt: newest === undefined ? null : refusalNameOf(newest).at,
    lastRefusal: newest?.reason ?? null,
  };
}
