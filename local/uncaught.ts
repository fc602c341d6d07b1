import { messageOf } from "../functions/core/messages.ts";

/** How long a run may take to end its parts after one has failed. */
const FAREWELL_MS = 3_000;

/**
 * Ends the process with exit code 1 and one sentence for the first error that is thrown where nothing catches it, as
 * dynalite does when LevelDB cannot write. `end` tells the sentence and ends the run.
 */
export function endWhenUncaught(end: (sentence: string) => void): void {
  let isFirst = true;
  const uncaught = (error: unknown) => {
    if (!isFirst) return;
    isFirst = false;
    process.exitCode = 1;
    // What failed may never answer, and the rest waits for it.
    setTimeout(() => process.exit(1), FAREWELL_MS).unref();
    end(sentenceOf(error));
  };
  for (const event of ["uncaughtException", "unhandledRejection"] as const) process.on(event, uncaught);
}

function sentenceOf(error: unknown): string {
  const isOfTables = error instanceof Error && "code" in error && String(error.code).startsWith("LEVEL_");
  return `${isOfTables ? "the tables cannot be kept any longer" : "a part of the pipeline has failed"}: ${messageOf(error)}`;
}
