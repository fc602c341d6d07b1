import { setTimeout as wait } from "node:timers/promises";
import { serveTape } from "../tape/serve.ts";
import type { Source } from "./source.ts";

/** A recording, so many times faster than it was made; with Infinity as fast as the pipeline takes it. */
export async function tapeSource(folder: string, speed: number): Promise<Source> {
  const tape = await serveTape(folder);
  let before: number | null = null;
  return {
    title: `the recording ${folder}, ${speed === Number.POSITIVE_INFINITY ? "as fast as can be" : `${speed} times as fast`}`,
    configuration: { systems: [tape.entry] },
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
