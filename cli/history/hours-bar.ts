import { HOUR_MS } from "../../functions/core/history-marks.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { progressBar } from "../formats/progress-bar.ts";
import type { Terminal } from "../world.ts";

/** Yields the looks, and shows on stderr how many hours of the period, in milliseconds since the epoch, have passed. */
export async function* withHoursBar(
  looks: AsyncIterable<PastLook>,
  { since, until }: { readonly since: number; readonly until: number },
  terminal: Terminal,
): AsyncGenerator<PastLook, void, void> {
  const bar = await progressBar(Math.ceil((until - since) / HOUR_MS), "hours", terminal);
  let hours = 0;
  try {
    for await (const look of looks) {
      for (; hours < Math.floor((look.at - since) / HOUR_MS); hours++) bar.advance();
      yield look;
    }
  } finally {
    bar.stop();
  }
}
