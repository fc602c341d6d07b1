/**
 * The configuration cannot be used. The message is one sentence for whoever wrote it: the file, the place in it,
 * what stands there and what is expected. Commands exit with 2 on it and print the message alone.
 */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
  readonly isBadInput = true;
}
