import { isoTime } from "../core/iso-time.ts";
import { printable } from "../words/text.ts";

/** Names the form of what messages for programs carry. */
const PAYLOAD_VERSION = 1;

/**
 * Returns the body of a message for programs: `type`, `timestamp` and `data`, as Standard Webhooks recommends. Texts
 * in it have no characters that control a terminal or are invisible.
 */
export function payload(type: string, at: number, data: object): string {
  const written = { type, timestamp: isoTime(at), data: { v: PAYLOAD_VERSION, ...data } };
  return JSON.stringify(written, (_, value: unknown) =>
    typeof value === "string" ? printable(value) : value,
  );
}
