import { messageOf } from "../functions/core/messages.ts";
import { ticksBetween } from "../functions/core/ticks.ts";
import type { ReceiverSettings } from "../functions/systems/receiver-settings.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Source } from "./sources/source.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Returns a function that tells receivers at each five minutes of the source's time since it was called last, once what
 * was polled before is folded. On a tape every one of them counts; elsewhere those that are late are left out. It never
 * rejects: receivers are no reason to end.
 */
export function createTicks(
  pipeline: Pick<Pipeline, "idle" | "tell">,
  receivers: readonly ReceiverSettings[],
  { onTape }: Pick<Source, "onTape">,
  { warn }: Pick<Terminal, "warn">,
): (at: number) => Promise<void> {
  let toldAt: number | null = null;
  let isTelling = false;
  return async (at) => {
    if (receivers.length === 0 || isTelling) return;
    const all = toldAt === null ? [] : [...ticksBetween(toldAt, at)];
    toldAt = at;
    const ticks = onTape ? all : all.slice(-1);
    if (ticks.length === 0) return;
    isTelling = true;
    try {
      await pipeline.idle();
      for (const tick of ticks) {
        const { status } = await pipeline.tell(tick);
        if (status !== "success" && status !== "error") warn(`tell ended with ${status}`);
      }
    } catch (error) {
      warn(`receivers were not told: ${messageOf(error)}`);
    } finally {
      isTelling = false;
    }
  };
}
