import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";

/** What the pipeline watches, and when it is polled. */
export interface Source {
  /** For the banner: `a simulated city, Riverton`. */
  readonly title: string;
  readonly configuration: SystemsConfiguration;
  /** Polls take the tape's time, and each of its responses is due. */
  readonly onTape: boolean;
  /** How many responses there will be; null where nobody knows. */
  readonly responses: number | null;
  /** Goes on after what was already taken: `markAt` is the newest poll known of the system, in milliseconds. */
  resumeAt(markAt: number): Promise<void>;
  /** Waits for the next poll and gives its time in milliseconds; null when there is none any more. */
  nextPoll(signal: AbortSignal): Promise<number | null>;
  close(): Promise<void>;
}
