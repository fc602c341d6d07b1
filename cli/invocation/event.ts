import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { messageOf } from "../../functions/core/messages.ts";
import { FUNCTIONS, type FunctionName } from "../../functions/runtime/functions.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";

/**
 * Reads the event of `--event`. Returns a function that gives it, or where there is none the function's trial event for
 * a time. Throws a UserError when it cannot be read.
 */
export async function eventOf(
  name: FunctionName,
  file: string | undefined,
): Promise<(now: number) => unknown> {
  if (file === undefined) return FUNCTIONS[name].trial.event;
  const event = await readEvent(file);
  return () => event;
}

async function readEvent(file: string): Promise<unknown> {
  let content: string;
  try {
    content = file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (cause) {
    throw new UserError(`--event ${file}: cannot be read: ${messageOf(cause)}`, BAD_INPUT, { cause });
  }
  try {
    return JSON.parse(content) as unknown;
  } catch (cause) {
    throw new UserError(`--event ${file}: is not JSON: ${messageOf(cause)}`, BAD_INPUT, { cause });
  }
}
