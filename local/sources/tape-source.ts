import { setTimeout as wait } from "node:timers/promises";
import { checkedEntry } from "../tape/checked-entry.ts";
import { serveTape } from "../tape/serve.ts";
import type { Source } from "./source.ts";

/** Opens a recording, played `speed` times faster than it was made; Infinity plays it as fast as it is processed. */
export async function tapeSource(folder: string, speed: number): Promise<Source> {
  const tape = await serveTape(folder);
  const configuration = await checkedEntry(tape.entry, folder).catch(async (error) => {
    await tape.close();
    throw error;
  });
  let before: number | null = null;
  return {
    title: `the recording ${folder}, ${speed === Number.POSITIVE_INFINITY ? "as fast as possible" : `${speed} times as fast`}`,
    configuration,
    onTape: true,
    clock: null,
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
