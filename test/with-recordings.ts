import { test } from "vitest";
import { recorded } from "./recordings.ts";

/**
 * Defines the tests that read a folder of recordings. Where it is not there, one test says so in their place: Vitest
 * refuses a file without a test, and a clone has no recordings.
 */
export function withRecordings(name: string, define: (folder: string) => void): void {
  const folder = recorded(name);
  if (folder !== null) {
    define(folder);
    return;
  }
  const sentence = `left out: what reads ${name}, which is not beside the project`;
  test(sentence, () => void process.stderr.write(`${sentence}\n`));
}
