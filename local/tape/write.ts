import { type FileHandle, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../functions/core/messages.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import type { Pieces } from "./pieces.ts";
import { formatTime, HEAD_FILE } from "./tape.ts";

export const HEAD_PART = `${HEAD_FILE}.part`;

/** What the head of a recorder's tape says. */
export interface RecordersHead {
  readonly system: SystemEntry;
  readonly source: string;
}

/** Appends to a file, and takes back what could not be written whole. */
export class PieceWriter {
  readonly #name: string;
  readonly #file: FileHandle;
  end: number;

  constructor(name: string, file: FileHandle, { end }: Pieces) {
    this.#name = name;
    this.#file = file;
    this.end = end;
  }

  async cut(): Promise<void> {
    await this.#file.truncate(this.end);
  }

  async write(piece: Buffer): Promise<void> {
    const { size } = await this.#file.stat();
    if (size !== this.end) throw new Error(`${this.#name}: something else writes to it`);
    try {
      for (let done = 0; done < piece.length; ) {
        const { bytesWritten } = await this.#file.write(piece, done, piece.length - done, this.end + done);
        done += bytesWritten;
      }
      // A head that is newer than its responses would promise what a machine without power has lost.
      await this.#file.datasync();
      this.end += piece.length;
    } catch (cause) {
      await this.cut().catch(() => undefined);
      const sentence = `cannot write ${this.#name}: ${messageOf(cause)}; what was recorded before is whole`;
      throw new Error(sentence, { cause });
    }
  }
}

interface Counted {
  readonly responses: number;
  readonly from: number | null;
  readonly to: number | null;
}

/** Replaces the head whole. While the tape grows, it does not say how much there is. */
export async function writeHead(
  folder: string,
  { system, source }: RecordersHead,
  counted: Counted | null,
): Promise<void> {
  const part = join(folder, HEAD_PART);
  const time = (at: number | null) => (at === null ? null : formatTime(at));
  const written =
    counted === null ? {} : { responses: counted.responses, from: time(counted.from), to: time(counted.to) };
  const head = { format: 1, system, source, ...written };
  try {
    await writeFile(part, `${JSON.stringify(head, null, 2)}\n`, { flush: true });
    await rename(part, join(folder, HEAD_FILE));
  } catch (cause) {
    await rm(part, { force: true });
    throw new Error(`cannot write ${join(folder, HEAD_FILE)}: ${messageOf(cause)}`, { cause });
  }
}
