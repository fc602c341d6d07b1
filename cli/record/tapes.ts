import { existsSync } from "node:fs";
import { join } from "node:path";
import { VERSION } from "../../functions/http/request.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { quoted } from "../../functions/words/text.ts";
import { openRecording, type Recording } from "../../local/tape/recording.ts";
import { HEAD_FILE } from "../../local/tape/tape.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import { concealed } from "./concealed.ts";

/** A tape that is being recorded, and its folder. */
export interface OpenTape {
  readonly system: SystemEntry;
  readonly folder: string;
  readonly recording: Recording;
}

/**
 * Opens the tapes of systems: of one in the folder itself, of several in a folder each inside it, named by their ids.
 * Throws one sentence, and has closed those that were open, where one cannot be recorded.
 */
export async function openTapes(folder: string, systems: readonly SystemEntry[]): Promise<OpenTape[]> {
  if (systems.length > 1 && existsSync(join(folder, HEAD_FILE))) {
    throw new UserError(
      `${quoted(folder)} is the tape of one system, expected another folder for ${systems.length}, or --system`,
      BAD_INPUT,
    );
  }
  const opened: OpenTape[] = [];
  try {
    for (const system of systems) {
      const own = systems.length === 1 ? folder : join(folder, system.systemId);
      const source = `recorded by stationwatch ${VERSION}`;
      const recording = await openRecording(own, { system: concealed(system).system, source });
      opened.push({ system, folder: own, recording });
    }
    return opened;
  } catch (error) {
    await closeTapes(opened);
    throw error;
  }
}

export async function closeTapes(tapes: readonly OpenTape[]): Promise<void> {
  const closed = await Promise.allSettled(tapes.map(({ recording }) => recording.close()));
  for (const one of closed) if (one.status === "rejected") throw one.reason;
}
