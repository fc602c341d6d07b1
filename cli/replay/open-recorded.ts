import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { checkedEntry } from "../../local/tape/checked-entry.ts";
import { openTape } from "../../local/tape/read.ts";
import { HEAD_FILE } from "../../local/tape/tape.ts";
import type { Terminal } from "../world.ts";
import { openArchive } from "./archived.ts";
import { pollTape } from "./polls.ts";
import { oneOf, type Recorded } from "./recorded.ts";

/**
 * Opens what a folder holds: a tape, the tapes of several systems, or an archive of the stream. `systemId` chooses where
 * there are several. Throws a UserError or a TapeError for a folder that holds neither, and for an unknown system.
 */
export async function openRecorded(
  folder: string,
  systemId: string | undefined,
  terminal: Terminal,
): Promise<Recorded> {
  if (existsSync(join(folder, HEAD_FILE))) return await recordedTape(folder, systemId);
  const tapes = tapesIn(folder);
  if (tapes.length > 0) return await recordedTape(join(folder, oneOf(tapes, systemId, folder)), undefined);
  const archive = await openArchive(folder, systemId, terminal);
  // Opening it as a tape says what is wrong with it.
  return archive ?? (await recordedTape(folder, systemId));
}

async function recordedTape(folder: string, systemId: string | undefined): Promise<Recorded> {
  const tape = await openTape(folder);
  const { system, responses } = tape.head;
  await checkedEntry(system, folder);
  oneOf([system.systemId], systemId, folder);
  return {
    system,
    total: responses,
    parts: "responses",
    messages: (onPart) =>
      pollTape({
        ...tape,
        async *responses() {
          for await (const response of tape.responses()) {
            onPart();
            yield response;
          }
        },
      }),
  };
}

function tapesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, HEAD_FILE)))
    .map(({ name }) => name)
    .sort();
}
