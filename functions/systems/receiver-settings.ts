import type { RuleName } from "../core/rules.ts";
import type { ApiKeySource } from "./api-key-source.ts";

export const RECEIVER_KINDS = ["text", "standard", "mail"] as const;
/**
 * `mail`: plain text by SNS, which only a deployed stack sends. `text`: a JSON object with one text, what chat tools take. `standard`: Standard Webhooks, signed, for programs.
 */
export type ReceiverKind = (typeof RECEIVER_KINDS)[number];

/** Who is told of what is open for how long, and how often at most. Absent lists match everything. */
export interface ReceiverSettings {
  readonly name: string;
  readonly kind: ReceiverKind;
  /** Where the address of `text` and `standard` is kept, never the address: a chat tool's URL is a secret. */
  readonly url?: ApiKeySource | undefined;
  /** The parameter that holds the mail address, read by the deployment. */
  readonly to?: { readonly ssmParameter: string } | undefined;
  /** Where the key is kept by which messages of `standard` are signed. */
  readonly secret?: ApiKeySource | undefined;
  /** Each event of the bus is sent, as it is; what follows is about other receivers. */
  readonly changes?: boolean | undefined;
  readonly systems?: readonly string[] | undefined;
  /** Where absent, all rules about stations. */
  readonly rules?: readonly RuleName[] | undefined;
  /** Ids of stations of the one system in `systems`. */
  readonly stations?: readonly string[] | undefined;
  /** Names of areas of the matched systems. */
  readonly areas?: readonly string[] | undefined;
  /** Adds all rules about feeds. */
  readonly feeds?: boolean | undefined;
  readonly openFor?: string | undefined;
  readonly every?: string | undefined;
  /** When messages may be sent, in the syntax of opening hours, on the clock of `timeZone`. */
  readonly hours?: string | undefined;
  /** IANA name; the times of messages are shown by it. */
  readonly timeZone?: string | undefined;
}

/** Returns, by name, the variables that are set and hold addresses and secrets of these receivers. */
export function receiverVariables(
  receivers: readonly ReceiverSettings[],
  environment: NodeJS.ProcessEnv,
): Record<string, string> {
  const sources = receivers.flatMap(({ url, secret }) => [url, secret]);
  return Object.fromEntries(
    sources.flatMap((source) => {
      if (source === undefined || !("environment" in source)) return [];
      const value = environment[source.environment];
      return value ? [[source.environment, value]] : [];
    }),
  );
}
