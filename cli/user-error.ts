import { isBadInput } from "../functions/core/bad-input.ts";
import { messageOf } from "../functions/core/messages.ts";
import { oneLine } from "../functions/words/text.ts";

export const DONE = 0;
export const FAILED = 1;
export const BAD_INPUT = 2;

/** Ends a command with an exit code and one sentence for its user. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly exitCode: typeof FAILED | typeof BAD_INPUT;

  constructor(sentence: string, exitCode: typeof FAILED | typeof BAD_INPUT, options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCode;
  }
}

/** Returns the exit code and the sentence for any error. */
export function endingOf(error: unknown): { exitCode: number; sentence: string } {
  if (error instanceof UserError) return { exitCode: error.exitCode, sentence: oneLine(error.message) };
  const sentence = oneLine(messageOf(error).split("\n")[0] ?? "") || "failed without a reason";
  return { exitCode: isBadInput(error) ? BAD_INPUT : FAILED, sentence };
}
