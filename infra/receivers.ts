import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { quoted } from "../functions/words/text.ts";

/** The groups that receive alarms: those that need a person now, and those that can wait. */
export type Audience = "high" | "low";

export type Receiver =
  | { readonly kind: "email"; readonly address: string }
  | { readonly kind: "https"; readonly url: string }
  /** An existing topic, whose policy lets CloudWatch publish. */
  | { readonly kind: "topic"; readonly topicArn: string };

export type Receivers = Readonly<Record<Audience, readonly Receiver[]>>;

/** An alarm takes five actions, and one of them is our topic. */
const TOPICS_MAX = 4;

const EXPECTED = "mail addresses, https URLs or ARNs of SNS topics, comma-separated or as a list";

/**
 * Reads receivers: `"ops@example.org,https://example.org/hook"`, or a list of such texts. Throws a ConfigurationError
 * that names `place`.
 */
export function readReceivers(written: unknown, place: string): Receiver[] {
  const texts = typeof written === "string" ? written.split(",") : written;
  if (!Array.isArray(texts))
    throw new ConfigurationError(`${place} is ${typeof written}, expected ${EXPECTED}`);
  const receivers = new Map<unknown, Receiver>();
  for (const text of texts) {
    const receiver = typeof text === "string" ? receiverOf(text.trim()) : null;
    if (receiver === null) {
      throw new ConfigurationError(`${place} has ${quoted(text)}, expected ${EXPECTED}`);
    }
    receivers.set(JSON.stringify(receiver), receiver);
  }
  const all = [...receivers.values()];
  const topics = all.filter(({ kind }) => kind === "topic").length;
  if (topics > TOPICS_MAX) {
    throw new ConfigurationError(`${place} has ${topics} topics, expected at most ${TOPICS_MAX}`);
  }
  return all;
}

/**
 * Refuses topics outside the region of the deployment, if it is known: no alarm can publish to them.
 * Throws a ConfigurationError that names `place`.
 */
export function checkRegionOf(
  receivers: readonly Receiver[],
  region: string | undefined,
  place: string,
): void {
  if (region === undefined) return;
  for (const receiver of receivers) {
    if (receiver.kind !== "topic" || receiver.topicArn.split(":")[3] === region) continue;
    throw new ConfigurationError(
      `${place} has ${quoted(receiver.topicArn)}, expected a topic of ${region}, where the stack is deployed`,
    );
  }
}

function receiverOf(text: string): Receiver | null {
  if (/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(text))
    return { kind: "topic", topicArn: text };
  if (/^https:\/\/[^\s/@]+(?:\/\S*)?$/.test(text) && URL.canParse(text)) return { kind: "https", url: text };
  if (/^[^\s@/:"<>]{1,64}@[^\s@/:"<>]+\.[^\s@/:"<>.]+$/.test(text)) return { kind: "email", address: text };
  return null;
}
