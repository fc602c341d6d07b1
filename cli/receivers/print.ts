import { counted } from "../../functions/words/amounts.ts";
import { localTime } from "../../functions/words/times.ts";
import type { Asked } from "../asking.ts";
import { printListing, printRows } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Style } from "../options.ts";
import type { World } from "../world.ts";

/** A receiver and what became of its messages. Times are ISO 8601 in UTC; null is none. */
export interface ReceiverRow {
  readonly name: string;
  readonly kind: string;
  /** The clock by which people see its times. */
  readonly timeZone: string;
  /** The last message that it took. */
  readonly lastAt: string | null;
  readonly lastOpened: number | null;
  readonly lastOver: number | null;
  /** Alerts that it was told of, and will be told of their ends. */
  readonly following: number;
  readonly waitingSince: string | null;
  readonly waitingAttempts: number | null;
  readonly notBefore: string | null;
  readonly refusals: number;
  readonly lastRefusedAt: string | null;
  readonly lastRefusal: string | null;
}

const FIELDS = [
  "name",
  "kind",
  "lastAt",
  "lastOpened",
  "lastOver",
  "following",
  "waitingSince",
  "waitingAttempts",
  "notBefore",
  "refusals",
  "lastRefusedAt",
  "lastRefusal",
] as const;

export async function printReceivers(
  rows: readonly ReceiverRow[],
  { format }: Style,
  { connection, now }: Asked,
  { terminal }: World,
): Promise<void> {
  if (format !== "table") {
    const told = rows.map(({ timeZone: _timeZone, ...row }) => row);
    printRows(told, FIELDS, format, terminal);
    return;
  }
  const time = ({ timeZone }: ReceiverRow, iso: string | null) =>
    iso === null ? "" : localTime(Date.parse(iso), timeZone, now);
  const columns: readonly Column<ReceiverRow>[] = [
    { header: "receiver", rank: 10, value: ({ name }) => name },
    { header: "kind", rank: 5, value: ({ kind }) => kind },
    { header: "last message", rank: 9, value: (row) => time(row, row.lastAt) || "none yet" },
    { header: "it said", rank: 6, value: saidIn },
    { header: "waits since", rank: 8, value: (row) => time(row, row.waitingSince) },
    {
      header: "attempts",
      rank: 4,
      right: true,
      value: ({ waitingAttempts }) => String(waitingAttempts ?? ""),
    },
    { header: "refused", rank: 7, right: true, value: ({ refusals }) => String(refusals) },
    { header: "why", rank: 3, least: 12, value: ({ lastRefusal }) => lastRefusal ?? "" },
  ];
  const place = await connection.title();
  const nothing = "systems.json names no receivers";
  printListing(rows, columns, { nothing, count: counted(rows.length, "receiver"), place }, terminal);
}

function saidIn({ lastOpened, lastOver }: ReceiverRow): string {
  return lastOpened === null ? "" : `${lastOpened} open, ${lastOver} over`;
}
