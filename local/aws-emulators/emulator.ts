/** An emulator of AWS that runs. */
export interface Emulator {
  readonly endpoint: string;
  /** Resolves with a sentence when the emulator ends by itself. */
  readonly died: Promise<string>;
  /** Stops the emulator and everything it has started. */
  close(): Promise<void>;
}

/** How to start an emulator of AWS, installed in the user's cache at the first time. */
export interface EmulatorKind {
  /** With its version, for people. */
  readonly name: string;
  /** The script of package.json that leaves one running. */
  readonly script: "ministack" | "localstack";
  /**
   * Starts it empty, on this port of loopback. Rejects with a sentence when it cannot be had, and early when `stop`
   * aborts.
   */
  start(port: number, stop: AbortSignal): Promise<Emulator>;
}
