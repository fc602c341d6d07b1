import { messageOf } from "../core/messages.ts";
import type { Message, Outcome } from "../core/telling.ts";
import { signedHeaders } from "./signature.ts";

/** What of a message is sent. */
export type Sendable = Pick<Message, "id" | "kind" | "body">;

export interface SenderWorld {
  /** Sends bytes once, and rejects where there is no answer; its error names no address. */
  readonly post: (
    address: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array,
  ) => Promise<{ readonly status: number; readonly retryAfterMs: number | null }>;
  /** Sends one mail, and rejects with the reason. */
  readonly mail: (name: string, subject: string, text: string) => Promise<void>;
  /** Reads the receiver's address from where it is kept. */
  readonly addressOf: (name: string) => Promise<string>;
  /** Reads the key by which messages of the kind `standard` are signed. */
  readonly keyOf: (name: string) => Promise<string>;
  readonly agent: string;
  /** The time of the attempt, which receivers hold against their clocks: this machine's, on a tape too. */
  readonly now: () => number;
}

/** Returns what sends a message once. It never rejects: what could not be sent has no answer. */
export function createSender({ post, mail, addressOf, keyOf, agent, now }: SenderWorld) {
  return async (name: string, { id, kind, body }: Sendable): Promise<Outcome> => {
    try {
      if (kind === "mail") {
        const text = new TextDecoder().decode(body);
        await mail(name, subjectOf(text), text);
        return { type: "answered", status: 200, retryAfterMs: null };
      }
      const address = await addressOf(name);
      const signed = kind === "standard" ? signedHeaders(await keyOf(name), id, body, now()) : {};
      const headers = {
        "content-type": "application/json",
        "user-agent": agent,
        "webhook-id": id,
        ...signed,
      };
      return { type: "answered", ...(await post(address, headers, body)) };
    } catch (error) {
      return { type: "unanswered", reason: messageOf(error) };
    }
  };
}

/** A subject has at most 99 characters of ASCII (SNS, Publish): how many are open and over, as the text begins. */
function subjectOf(text: string): string {
  const [counts = ""] = text.split(/ · |\n/);
  return `stationwatch: ${counts.replace(/[^ -~]/g, "").slice(0, 80)}`;
}
