import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import type { Clock } from "../clock.ts";

/** What the pipeline watches, and when it is polled. */
export interface Source {
  /** For the banner: `a simulated city, Riverton`. */
  readonly title: string;
  readonly configuration: SystemsConfiguration;
  /** True when each poll is one of a tape's responses, and takes its time. */
  readonly onTape: boolean;
  /** The clock by which it is polled; null for this machine's, or a tape's, which has none between two responses. */
  readonly clock: Clock | null;
  /** How many responses there will be; null when unknown. */
  readonly responses: number | null;
  /** Goes on after an earlier run: `markAt` is the newest known poll of the system, in milliseconds since the epoch. */
  resumeAt(markAt: number): Promise<void>;
  /** Waits for the next poll and returns its time in milliseconds since the epoch; null when there are no more. */
  nextPoll(signal: AbortSignal): Promise<number | null>;
  close(): Promise<void>;
}

/** Whether polls take their time from the source and not from this machine; then each of them is due. */
export function hasOwnTime({ onTape, clock }: Pick<Source, "onTape" | "clock">): boolean {
  return onTape || clock !== null;
}
