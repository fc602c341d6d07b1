import type { AlertPosition } from "../../functions/store/alert-queries.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";

/** Returns the position as base64url of its JSON, opaque to whoever passes it on. */
export function writePageToken({ alertId, systemId }: AlertPosition): string {
  return Buffer.from(JSON.stringify([alertId, systemId])).toString("base64url");
}

export function readPageToken(token: string): AlertPosition {
  try {
    const position: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    const [alertId, systemId] = Array.isArray(position) ? position : [];
    if (typeof alertId === "string" && typeof systemId === "string") return { alertId, systemId };
  } catch {
    // The error below is thrown for this too.
  }
  throw new UserError("--next is not the token of an earlier page", BAD_INPUT);
}
