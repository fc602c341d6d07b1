import { setTimeout as wait } from "node:timers/promises";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { readSystems } from "../../functions/systems/schema.ts";
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
export function liveSource(
  title: string,
  configuration: SystemsConfiguration,
  tickMs = TICK_MS,
  close = async () => {},
): Source {
  let isFirst = true;
  return {
    title,
    configuration,
    onTape: false,
    responses: null,
    async resumeAt() {},
    async nextPoll(signal) {
      if (!isFirst) await wait(tickMs, undefined, { signal });
      isFirst = false;
      return Date.now();
    },
    close,
  };
}
