import { createHash } from "node:crypto";
import type { Receiver } from "../core/receiver.ts";
import type { Outcome } from "../core/telling.ts";
import { checkText } from "../words/digest.ts";
import { payload } from "./payload.ts";
import type { Sendable } from "./sender.ts";

/** Returns a message by which people see that messages arrive. It says so, and nothing is remembered of it. */
export function checkMessage({ name, kind }: Pick<Receiver, "name" | "kind">, at: number): Sendable {
  const texts = {
    mail: checkText(name),
    text: JSON.stringify({ text: checkText(name) }),
    standard: payload("stationwatch.test", at, { receiver: name }),
  };
  const body = new TextEncoder().encode(texts[kind]);
  const hash = createHash("sha256").update(body).update(String(at)).digest("hex").slice(0, 12);
  return { id: `${name}-test-${hash}`, kind, body };
}

/** What became of a message of a check. */
export interface Checked {
  readonly receiver: string;
  readonly isTaken: boolean;
  readonly says: string;
}

export function checkedAs(receiver: string, outcome: Outcome): Checked {
  if (outcome.type === "unanswered") return { receiver, isTaken: false, says: outcome.reason };
  const { status } = outcome;
  return { receiver, isTaken: status >= 200 && status < 300, says: `it answered ${status}` };
}
