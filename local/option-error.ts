/** A word of the command line that cannot be used: one sentence. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}
