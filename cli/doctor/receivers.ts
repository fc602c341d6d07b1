import { openingKey, type Standing } from "../../functions/core/telling.ts";
import { ReceiverStore } from "../../functions/store/receiver-store.ts";
import { TellableAlerts } from "../../functions/store/tellable-alerts.ts";
import { counted } from "../../functions/words/amounts.ts";
import type { Finding } from "../../functions/words/health.ts";
import { localTime } from "../../functions/words/times.ts";
import type { Asked } from "../asking.ts";
import { endingOf } from "../user-error.ts";

/** Notes the receivers that have left systems.json, and what they were not told. Nothing without a file that can be used. */
export async function examineReceivers({ systems, connection, now }: Asked): Promise<Finding[]> {
  const { tables, names } = connection;
  const configuration = systems.configuration();
  if (configuration === null || names.receiversTable === undefined) return [];
  const listed = new Set(configuration.receivers?.map(({ name }) => name));
  const store = new ReceiverStore(tables, names.receiversTable, () => now);
  const alerts = new TellableAlerts(tables, names.alertsTable, () => now);
  try {
    const left = (await store.names()).filter((name) => !listed.has(name));
    const findings = await Promise.all(
      left.map(async (name) => {
        const standing = await store.load(name);
        const told = await alerts.get([...standing.told.values()]);
        const open = new Set(told.filter(({ status }) => status === "open").map(openingKey));
        return standing.keptUntil === null ? [] : [leftBehind(name, standing, open, now)];
      }),
    );
    return findings.flat();
  } catch (error) {
    return [{ what: "receivers", verdict: "wrong", says: endingOf(error).sentence }];
  }
}

/** `open` are the alerts that it was told of, and that are not over. */
function leftBehind(
  name: string,
  { told, message, keptUntil }: Standing,
  open: ReadonlySet<string>,
  now: number,
): Finding {
  const waiting = new Set(message?.over.map(openingKey));
  const over = [...told.keys()].filter((key) => !open.has(key) && !waiting.has(key)).length;
  const untold = [
    ...(message === null
      ? []
      : [`a message that waits (${message.opened.length} open, ${message.over.length} over)`]),
    ...(over === 0 ? [] : [`the end of ${counted(over, "alert")}`]),
  ];
  const says =
    untold.length === 0 ? "nothing is left that it was not told" : `not told: ${untold.join(", ")}`;
  const until = localTime(keptUntil ?? now, "UTC", now);
  return {
    what: `receiver ${name}`,
    verdict: "note",
    says: `has left systems.json; ${says}; back under its name until ${until}, it goes on`,
  };
}
