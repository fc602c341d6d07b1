import { takeLook } from "../../functions/core/believed.ts";
import { isLook, storedNowhere } from "../../functions/core/context.ts";
import { fold } from "../../functions/core/fold.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { ToldLook } from "../../functions/core/past.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import type { Tape } from "../../local/tape/read.ts";
import { pollTape } from "./polls.ts";

/**
 * Plays a tape and yields its looks, as history keeps them: polled by the poller's own code, believed by the detector's
 * guards. Throws a TapeError for a tape that cannot be read.
 */
export function pastOfTape(tape: Tape, ruleBook: RuleBook): AsyncGenerator<ToldLook, void, void> {
  return pastOf(pollTape(tape), ruleBook);
}

/** Folds what was put on the stream for one system, and yields the looks of its records. Rejects as reading does. */
export async function* pastOf(
  messages: AsyncIterable<StreamMessage>,
  ruleBook: RuleBook,
): AsyncGenerator<ToldLook, void, void> {
  let roster: RosterIndex | null = null;
  let state: SystemState = NEW_SYSTEM;
  for await (const message of messages) {
    if (message.type === "roster") {
      roster = indexRoster(message);
      continue;
    }
    const { fetchedAt } = message;
    const context = storedNowhere({ ruleBook, arrivedAt: fetchedAt, roster });
    const folded = fold(state, message, context);
    if (!isLook(folded)) continue;
    const taken = takeLook(state, folded, fetchedAt, context);
    state = taken.state;
    yield taken.look.past;
  }
}
