import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { type Receiver, readReceivers } from "./receivers.ts";

/** The context key by which earlier versions told mailboxes, URLs and topics of each change. */
const KEY = "alertsTo";
const GONE = `the context key ${KEY} is no longer there`;
const RECEIVERS = "receivers in systems.json (docs/receivers.md) or rules on the event bus (docs/events.md)";
/** So many values have a sentence each. */
const SHOWN_MAX = 10;
const NAME_CHARACTERS_MAX = 40;

/**
 * Throws a ConfigurationError where the context still names whom to tell of stations, with a sentence for each: what to
 * write instead.
 */
export function refuseAlertsTo(context: Readonly<Record<string, unknown>>): void {
  if (!Object.hasOwn(context, KEY)) return;
  const all = receiversIn(context[KEY]);
  const sentences = all.slice(0, SHOWN_MAX).map(insteadOf);
  const more = all.length - sentences.length;
  if (more > 0) sentences.push(`${GONE}, and has ${more} more, expected ${RECEIVERS}`);
  throw new ConfigurationError(sentences.join("\n") || `${GONE}, expected ${RECEIVERS}`);
}

function receiversIn(written: unknown): readonly Receiver[] {
  try {
    return readReceivers(written, KEY);
  } catch (error) {
    if (error instanceof ConfigurationError) return [];
    throw error;
  }
}

function insteadOf(receiver: Receiver): string {
  switch (receiver.kind) {
    case "email": {
      const { name, parameter } = namesFor(receiver.address);
      const written = JSON.stringify({ name, kind: "mail", to: { ssmParameter: parameter } });
      return `${GONE}, expected ${written} in receivers of systems.json, and ${receiver.address} in that parameter`;
    }
    case "https": {
      // Its path may be a secret.
      const { host } = new URL(receiver.url);
      const { name, parameter } = namesFor(host);
      const url = { ssmParameter: parameter };
      const written = JSON.stringify({
        name,
        kind: "standard",
        url,
        secret: { ssmParameter: `${parameter}-key` },
      });
      return `${GONE}, expected ${written} in receivers of systems.json, and the URL at ${host} and a key in those parameters`;
    }
    case "topic":
      return `${GONE}, expected a rule on the event bus with the target ${receiver.topicArn}, as docs/events.md shows`;
  }
}

function namesFor(text: string): { readonly name: string; readonly parameter: string } {
  const plain = text.replace(/[^a-z0-9]+/gi, "-").replace(/^-/, "");
  const name = plain.slice(0, NAME_CHARACTERS_MAX) || "stations";
  return { name, parameter: `/stationwatch/${name}` };
}
