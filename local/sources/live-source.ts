import { setTimeout as wait } from "node:timers/promises";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { readSystems } from "../../functions/systems/schema.ts";
import { readFeedOption } from "../feed-option.ts";
import type { Source } from "./source.ts";

/** Often enough for the shortest pollSeconds; what is not due is not asked. */
const TICK_MS = 5_000;

/** The systems of a systems.json. Throws a ConfigurationError. */
export function systemsSource(file: string): Source {
  const configuration = readSystems(file);
  return liveSource(`the ${configuration.systems.length} systems of ${file}`, configuration);
}

/** One real feed by its URL. Throws an OptionError where the URL is none, or none that may be asked. */
export function feedSource(text: string): Source {
  const configuration = readFeedOption(text);
  return liveSource(`the feed of ${configuration.systems[0]?.systemId}`, configuration);
}

/** Polled every few seconds from now on; what the title says is what is polled. */
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
