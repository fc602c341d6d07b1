import { isoTime } from "../../functions/core/iso-time.ts";
import { counted } from "../../functions/words/amounts.ts";
import { localTime } from "../../functions/words/times.ts";
import { printRows, printTable } from "../formats/listing.ts";
import { type Column, renderTable, type TableStyle } from "../formats/table.ts";
import type { Format } from "../options.ts";
import type { Terminal, World } from "../world.ts";
import type { Heard } from "./receiver.ts";
import type { Told } from "./told-receiver.ts";

/** The columns of a message; times in UTC. */
const MESSAGE_COLUMNS = ["receiver", "at", "opened", "over", "id"] as const;

/** The columns of how many messages each side brings, and how much these tell. */
const TOTALS_COLUMNS = [
  "systemId",
  "receiver",
  "messagesA",
  "openedA",
  "overA",
  "messagesB",
  "openedB",
  "overB",
] as const;

/** Prints the messages that a receiver would have been sent; says on stderr how many. */
export function printHeard(heard: Heard, format: Format, { terminal, now }: World): void {
  const { receiver, timeZone } = heard;
  const rows = rowsOf(receiver, heard.a);
  const amount = (field: "opened" | "over") => (row: (typeof rows)[number]) => String(row[field]);
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { header: "at", rank: 5, value: ({ at }) => localTime(Date.parse(at), timeZone, now()) },
    { header: "open", rank: 4, right: true, value: amount("opened") },
    { header: "over", rank: 3, right: true, value: amount("over") },
  ];
  if (format === "table") printTable(rows, columns, "nothing is told", terminal);
  else printRows(rows, MESSAGE_COLUMNS, format, terminal);
  terminal.say(`${counted(rows.length, "message")} to ${receiver}`);
}

/** Prints, for machines, the messages of both sides in order of time, or how many there are. */
export function printHeardCompared(
  systemId: string,
  heard: Heard,
  totals: boolean,
  format: Exclude<Format, "table">,
  terminal: Terminal,
): void {
  if (totals) {
    printRows([{ systemId, ...totalsOf(heard) }], TOTALS_COLUMNS, format, terminal);
    return;
  }
  const { receiver, a, b } = heard;
  const ofSide = (side: "A" | "B", told: readonly Told[] | null) =>
    rowsOf(receiver, told ?? []).map((row) => ({ side, ...row }));
  const rows = [...ofSide("A", a), ...ofSide("B", b)];
  rows.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  printRows(rows, ["side", ...MESSAGE_COLUMNS], format, terminal);
}

/** Returns, for a terminal, how many messages each side brings, and how many alerts these tell of as open and as over. */
export function heardTable(heard: Heard, style: TableStyle): string {
  const amount = (
    header: string,
    field: Exclude<keyof ReturnType<typeof totalsOf>, "receiver">,
    rank: number,
  ) => ({
    header,
    rank,
    right: true,
    value: (row: ReturnType<typeof totalsOf>) => String(row[field]),
  });
  const columns = [
    { header: "receiver", rank: 7, value: ({ receiver }: { readonly receiver: string }) => receiver },
    amount("messages A", "messagesA", 6),
    amount("messages B", "messagesB", 5),
    amount("open A", "openedA", 4),
    amount("open B", "openedB", 3),
    amount("over A", "overA", 2),
    amount("over B", "overB", 1),
  ];
  return renderTable(columns, [totalsOf(heard)], style);
}

function rowsOf(receiver: string, told: readonly Told[]) {
  return told.map(({ at, message: { id, opened, over } }) => ({
    receiver,
    at: isoTime(at),
    opened: opened.length,
    over: over.length,
    id,
  }));
}

function totalsOf({ receiver, a, b }: Heard) {
  const sums = (told: readonly Told[]) => ({
    opened: told.reduce((sum, { message }) => sum + message.opened.length, 0),
    over: told.reduce((sum, { message }) => sum + message.over.length, 0),
  });
  const [ofA, ofB] = [sums(a), sums(b ?? [])];
  return {
    receiver,
    messagesA: a.length,
    openedA: ofA.opened,
    overA: ofA.over,
    messagesB: b?.length ?? 0,
    openedB: ofB.opened,
    overB: ofB.over,
  };
}
