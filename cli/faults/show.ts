import { unpackedBytes } from "../../functions/stream/fault-message.ts";
import { cut, shownJson, shownText } from "../../functions/words/text.ts";
import type { Asked } from "../asking.ts";
import { printFacts } from "../formats/facts.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";
import { oneFault } from "./chosen.ts";
import type { Fault } from "./fault.ts";
import { judged } from "./judge.ts";
import { type FoundRecords, recordsOf } from "./records.ts";
import { withFaults } from "./waiting.ts";

/** A whole record may have a megabyte, which is no reading matter. */
const TEXT_POINTS_MAX = 2_000;
/** The most records of a batch that are shown; json has all. */
const RECORDS_MAX = 20;

/** Prints one fault with its bytes decoded. */
export async function showFault(
  written: string,
  options: Place & { readonly format: "table" | "json" },
  world: World,
): Promise<void> {
  await withFaults(options, world, async (faults, asked) => {
    const fault = oneFault(written, faults);
    const found = await recordsOf(fault, asked.connection);
    const content = fault.content ?? joined(fault, faults);
    if (options.format === "json") printJson(fault, found, content, world);
    else await printAll(fault, found, content, asked, world);
    const { part, parts = 1 } = fault.message ?? {};
    if (content === null && parts > 1)
      world.terminal.say(`this is part ${part} of ${parts}, and another part is not here: it cannot be read`);
  });
}

/** Returns the items of which this message has a part, as JSON; null where not all parts wait. */
function joined({ message, waiting }: Fault, faults: readonly Fault[]): Uint8Array | null {
  const { parts = 1, systemId, reason } = message ?? {};
  if (parts <= 1) return null;
  const texts = Array.from({ length: Math.min(parts, faults.length) }, (_, index) => {
    const same = faults.filter(
      ({ message: other }) =>
        other?.part === index + 1 &&
        other.parts === parts &&
        other.systemId === systemId &&
        other.reason === reason,
    );
    // Of several sets, the parts that were sent one after the other belong together.
    const away = (one: Fault) => Math.abs(one.waiting.sentAt - waiting.sentAt);
    return same.toSorted((a, b) => away(a) - away(b))[0]?.message?.items;
  });
  return texts.length < parts || texts.includes(undefined)
    ? null
    : unpackedBytes(...texts.map((text) => text ?? ""));
}

function printJson(
  { listed, message }: Fault,
  { records, gone }: FoundRecords,
  content: Uint8Array | null,
  { terminal }: World,
): void {
  const { part, parts } = message ?? {};
  const decoded = records.map(({ partitionKey, bytes }) => ({ partitionKey, ...decodedOf(bytes) }));
  const ofStream = listed.kind === "record" || listed.kind === "batch";
  const body = ofStream ? { found: decoded, gone } : content === null ? {} : decodedOf(content);
  terminal.write(`${shownJson({ ...listed, part, parts, ...body }, 2)}\n`);
}

/** Returns bytes as text where they are UTF-8, and in base64. */
function decodedOf(bytes: Uint8Array) {
  return { text: textOf(bytes), base64: Buffer.from(bytes).toString("base64") };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function printAll(
  { listed, batch, range }: Fault,
  { records, gone }: FoundRecords,
  content: Uint8Array | null,
  asked: Asked,
  { terminal, now }: World,
): Promise<void> {
  const { faultId, kind, systemId, reason, setAsideAt, shardId, sequenceNumber, bytes } = listed;
  const upTo = batch === null ? "" : ` to ${range?.to}`;
  printFacts(
    [
      ["fault", faultId],
      ["kind", kind],
      ["system", systemId === null ? null : shownText(systemId)],
      ["why", shownText(reason)],
      ["set aside", setAsideAt],
      ["shard", shardId === null ? null : shownText(shardId)],
      ["place", sequenceNumber === null ? null : `${shownText(sequenceNumber)}${upTo}`],
      ["bytes", bytes === null ? null : String(bytes)],
    ],
    terminal,
  );
  for (const record of records.slice(0, RECORDS_MAX)) {
    const { words, objection } = await judged(record, asked, now());
    terminal.write(`\n${words}${objection === null ? "" : `: ${objection}`}\n${shownBytes(record.bytes)}\n`);
  }
  if (records.length > RECORDS_MAX)
    terminal.say(`${records.length - RECORDS_MAX} more records: --format json has them`);
  if (gone > 0) terminal.say(goneWords(gone, listed.records));
  if (records.length === 0 && content !== null) terminal.write(`\n${shownBytes(content)}\n`);
}

function shownBytes(bytes: Uint8Array): string {
  const text = textOf(bytes);
  if (text === null) return `not UTF-8: ${cut(Buffer.from(bytes).toString("hex"), TEXT_POINTS_MAX)}`;
  return shownText(cut(text, TEXT_POINTS_MAX));
}

/** Returns a sentence for records that nobody has any more. */
export function goneWords(gone: number, records: number): string {
  return `${gone} of ${records === 1 ? "1 record is" : `${records} records are`} gone: the stream keeps a record for 24 hours`;
}
