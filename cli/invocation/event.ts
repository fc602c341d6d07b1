import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { messageOf } from "../../functions/core/messages.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { FunctionName } from "./here.ts";

/** The event of `--event`; without it a scheduled event of now for the poller, no records for the detector. */
export async function eventOf(name: FunctionName, file: string | undefined, now: number): Promise<unknown> {
  if (file !== undefined) return await readEvent(file);
  if (name === "detect") return { Records: [] };
  const time = new Date(now).toISOString();
  return { source: "aws.events", "detail-type": "Scheduled Event", time, resources: [], detail: {} };
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
