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

/**
 * Returns the exit code and the sentences for any error; more than one where a configuration has several problems. The
 * first of them is enough where there is room for one.
 */
export function endingOf(error: unknown): {
  exitCode: number;
  sentence: string;
  sentences: readonly string[];
} {
  const { exitCode, message } =
    error instanceof UserError
      ? error
      : { exitCode: isBadInput(error) ? BAD_INPUT : FAILED, message: messageOf(error) };
  const lines = message
    .split("\n")
    .map(oneLine)
    .filter((line) => line !== "");
  // The lines after the first of any other error are for readers of its stack.
  const sentences = isBadInput(error) ? lines : lines.slice(0, 1);
  const [sentence = "failed without a reason"] = sentences;
  return { exitCode, sentence, sentences: [sentence, ...sentences.slice(1)] };
}
