import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";

/** What the pipeline watches, and when it is polled. */
export interface Source {
  /** For the banner: `a simulated city, Riverton`. */
  readonly title: string;
  readonly configuration: SystemsConfiguration;
  /** True when polls take the tape's time and each of its responses is due. */
  readonly onTape: boolean;
  /** How many responses there will be; null when unknown. */
  readonly responses: number | null;
  /** Goes on after an earlier run: `markAt` is the newest known poll of the system, in milliseconds since the epoch. */
  resumeAt(markAt: number): Promise<void>;
  /** Waits for the next poll and returns its time in milliseconds since the epoch; null when there are no more. */
  nextPoll(signal: AbortSignal): Promise<number | null>;
  close(): Promise<void>;
}
