/** An emulator that the suite has started. */
export interface Emulator {
  readonly name: string;
  readonly endpoint: string;
  /** Ends it with all that it has started. */
  close(): Promise<void>;
}

/** How one is started. Rejects with a sentence when it cannot be had, and early when `stop` says so. */
export type StartEmulator = (stop: AbortSignal) => Promise<Emulator>;
