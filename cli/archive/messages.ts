import type { StreamMessage } from "../../functions/core/messages.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import { counted } from "../../functions/words/amounts.ts";
import { ANY_TIME, type ArchivedSystem, headOf, type Say } from "./contents.ts";
import { unpack } from "./files.ts";

/**
 * Yields a system's records in the order in which the detector folded them, each once: Firehose writes a record at least
 * once, and files by when they are full. In memory are those of the files that overlap.
 */
export async function* archivedMessages(
  systemId: string,
  { files }: ArchivedSystem,
  say: Say,
  onRecord: () => void = () => undefined,
): AsyncGenerator<StreamMessage, void, void> {
  yield* rostersFirst(once(inOrder(systemId, files, say, onRecord), systemId, say));
}

async function* inOrder(
  systemId: string,
  files: ArchivedSystem["files"],
  say: Say,
  onRecord: () => void,
): AsyncGenerator<StreamMessage, void, void> {
  let waiting: StreamMessage[] = [];
  for (const [index, { file }] of files.entries()) {
    const { records } = await unpack(file);
    for (const [place, record] of records.entries()) {
      const head = headOf(record);
      if ("reason" in head || head.systemId !== systemId) continue;
      onRecord();
      const message = decodeRecord(Buffer.from(record), ANY_TIME);
      if (message.type === "unreadable") say(`${file} record ${place + 1}: ${message.reason}`);
      else waiting.push(message);
    }
    waiting.sort((a, b) => a.fetchedAt - b.fetchedAt || rankOf(a) - rankOf(b));
    // What the next files have is later than this.
    const nextAt = files[index + 1]?.earliestAt ?? Number.POSITIVE_INFINITY;
    const isDue = ({ fetchedAt }: StreamMessage) => fetchedAt < nextAt;
    yield* waiting.filter(isDue);
    waiting = waiting.filter((message) => !isDue(message));
  }
}

function rankOf({ type }: StreamMessage): number {
  return type === "roster" ? 1 : 0;
}

/** Leaves out what has come before: two records of a kind and a moment are one. */
async function* once(
  messages: AsyncIterable<StreamMessage>,
  systemId: string,
  say: Say,
): AsyncGenerator<StreamMessage, void, void> {
  let at: number | null = null;
  let kinds = new Set<string>();
  let repeats = 0;
  for await (const message of messages) {
    if (message.fetchedAt !== at) kinds = new Set();
    at = message.fetchedAt;
    if (kinds.has(message.type)) repeats++;
    else yield message;
    kinds.add(message.type);
  }
  if (repeats > 0) say(`${systemId}: ${counted(repeats, "record")} came more than once, and count once`);
}

/** The poller fetches names after the counts, and sends them before: a roster counts from its own poll on. */
async function* rostersFirst(
  messages: AsyncIterable<StreamMessage>,
): AsyncGenerator<StreamMessage, void, void> {
  let held: StreamMessage | null = null;
  for await (const message of messages) {
    if (message.type === "roster") {
      yield message;
      continue;
    }
    if (held !== null) yield held;
    held = message;
  }
  if (held !== null) yield held;
}
