/** An emulator that the suite has started. */
export interface Emulator {
  readonly name: string;
  readonly endpoint: string;
  /** Stops the emulator and everything it has started. */
  close(): Promise<void>;
}

/** Starts an emulator. Rejects with a sentence when it cannot be had, and early when `stop` aborts. */
export type StartEmulator = (stop: AbortSignal) => Promise<Emulator>;
