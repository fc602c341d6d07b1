/**
 * The configuration cannot be used. The message has a line for each problem, a sentence for its author: the file, the
 * place in it, the value found there and what is expected. Commands print the message alone and exit with 2.
 */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly isBadInput = true;
}
