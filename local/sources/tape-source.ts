import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "../../functions/core/messages.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { checkSystems } from "../../functions/systems/schema.ts";
import { serveTape, type TapeServer } from "../tape/serve.ts";
import { HEAD_FILE, TapeError } from "../tape/tape.ts";
import type { Source } from "./source.ts";

/** Opens a recording, played `speed` times faster than it was made; Infinity plays it as fast as it is processed. */
export async function tapeSource(folder: string, speed: number): Promise<Source> {
  const tape = await serveTape(folder);
  const configuration = await checkedEntry(tape, folder);
  let before: number | null = null;
  return {
    title: `the recording ${folder}, ${speed === Number.POSITIVE_INFINITY ? "as fast as possible" : `${speed} times as fast`}`,
    configuration,
    onTape: true,
    responses: tape.responses,
    resumeAt: (markAt) => tape.seek(markAt),
    async nextPoll(signal) {
      const at = await tape.next();
      if (at !== null && before !== null && speed !== Number.POSITIVE_INFINITY) {
        await wait((at - before) / speed, undefined, { signal });
      }
      before = at;
      return at;
    },
    close: () => tape.close(),
  };
}

/** Checks the entry, since a tape may come from anywhere. Throws a TapeError that names the field of tape.json. */
async function checkedEntry(tape: TapeServer, folder: string): Promise<SystemsConfiguration> {
  try {
    return checkSystems(JSON.stringify({ systems: [tape.entry] }), join(folder, HEAD_FILE));
  } catch (error) {
    await tape.close();
    throw new TapeError(messageOf(error).replace("systems[0]", "system"), { cause: error });
  }
}
