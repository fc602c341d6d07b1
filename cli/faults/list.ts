import { counted } from "../../functions/words/amounts.ts";
import { shownText } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import { printListing, printRows } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";
import { type FaultChoice, idLength, ofSystems } from "./chosen.ts";
import type { Fault, ListedFault } from "./fault.ts";
import { isSystemId } from "./judge.ts";
import { withFaults } from "./waiting.ts";

const FIELDS = [
  "faultId",
  "kind",
  "systemId",
  "reason",
  "setAsideAt",
  "bytes",
  "records",
  "shardId",
  "sequenceNumber",
] as const satisfies readonly (keyof ListedFault)[];

interface FaultRow extends ListedFault {
  readonly since: string;
}

/** Prints what waits in the queues of faults and of given-up batches, the newest first. */
export async function listFaults(options: Place & Style & FaultChoice, world: World): Promise<void> {
  await withFaults(options, world, async (all, { systems, connection, now }) => {
    const faults = ofSystems(all, options);
    if (options.format !== "table") {
      printRows(
        faults.map(({ listed }) => listed),
        FIELDS,
        options.format,
        world.terminal,
      );
      return;
    }
    const rows = await Promise.all(
      faults.map(async ({ listed }): Promise<FaultRow> => {
        const { systemId, setAsideAt } = listed;
        const isKnown = systemId !== null && isSystemId(systemId);
        const timeZone = isKnown ? await systems.timeZone(systemId, options.utc) : "UTC";
        return { ...listed, since: localTime(Date.parse(setAsideAt), timeZone, now) };
      }),
    );
    const count = counted(rows.length, "fault");
    const beside = { nothing: "nothing was set aside", count, place: await connection.title() };
    printListing(rows, columnsFor(all), beside, world.terminal);
  });
}

function columnsFor(faults: readonly Fault[]): Column<FaultRow>[] {
  const characters = idLength(faults);
  return [
    { header: "fault", rank: 10, value: ({ faultId }) => faultId.slice(0, characters) },
    { header: "system", rank: 8, least: 8, value: ({ systemId }) => shownText(systemId ?? "-") },
    { header: "kind", rank: 7, value: ({ kind }) => kind },
    { header: "since", rank: 6, value: ({ since }) => since },
    { header: "records", rank: 3, right: true, value: ({ records }) => String(records) },
    { header: "bytes", rank: 4, right: true, value: ({ bytes }) => String(bytes ?? "?") },
    { header: "why", rank: 9, least: 20, value: ({ reason }) => shownText(reason) },
  ];
}
