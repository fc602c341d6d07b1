import { setTimeout as wait } from "node:timers/promises";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { readSystems } from "../../functions/systems/schema.ts";
import { nextTickAt } from "../clock.ts";
import { readFeedOption } from "../feed-option.ts";
import type { Source } from "./source.ts";

/** The time between runs: short enough for the shortest pollSeconds. What is not due is not polled. */
const TICK_MS = 5_000;

/** Opens the systems of a systems.json. Throws a ConfigurationError. */
export function systemsSource(file: string): Source {
  const configuration = readSystems(file);
  return liveSource(`the ${configuration.systems.length} systems of ${file}`, configuration);
}

/** Opens one real feed by its URL. Throws an OptionError for a URL that is invalid or must not be asked. */
export function feedSource(text: string): Source {
  const configuration = readFeedOption(text);
  return liveSource(`the feed of ${configuration.systems[0]?.systemId}`, configuration);
}

/** Opens systems that are polled every few seconds from now on; the title names them. */
function liveSource(title: string, configuration: SystemsConfiguration): Source {
  const startedAt = Date.now();
  let isFirst = true;
  return {
    title,
    configuration,
    onTape: false,
    clock: null,
    responses: null,
    async resumeAt() {},
    async nextPoll(signal) {
      if (!isFirst) await untilTick(startedAt, TICK_MS, signal);
      isFirst = false;
      return Date.now();
    },
    async close() {},
  };
}

/** Waits for the next tick; a timer may end a moment early. */
export async function untilTick(startedAt: number, tickMs: number, signal: AbortSignal): Promise<void> {
  const at = nextTickAt(startedAt, tickMs, Date.now());
  for (let now = Date.now(); now < at; now = Date.now()) await wait(at - now, undefined, { signal });
}
