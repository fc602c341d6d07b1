import type { StreamMessage } from "../../functions/core/messages.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { quoted } from "../../functions/words/text.ts";
import { unknownError } from "../unknown.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";

/** A system's past, from wherever it was recorded. */
export interface Recorded {
  /** What is known of the system; rules that are asked for may say more. */
  readonly system: SystemEntry;
  /** How many parts there are, null where unknown, and what they are. */
  readonly total: number | null;
  readonly parts: "responses" | "records";
  /** Yields what the poller put on the stream, in order. `onPart` is called for each part. */
  messages(onPart: () => void): AsyncIterable<StreamMessage>;
}

/** Returns the asked system, or the only one. Throws a UserError where that does not choose one. */
export function oneOf(ids: readonly string[], asked: string | undefined, folder: string): string {
  const [only = ""] = ids;
  if (asked === undefined && ids.length === 1) return only;
  if (asked === undefined) {
    const sentence = `${quoted(folder)} has ${ids.length} systems: ${ids.join(", ")}`;
    throw new UserError(`${sentence}; say which one is meant`, BAD_INPUT);
  }
  if (ids.includes(asked)) return asked;
  const known = ids.map((id) => ({ id }));
  throw unknownError(`no system ${quoted(asked)} is in ${quoted(folder)}`, asked, known, "it has none");
}
