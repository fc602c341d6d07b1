import type { StreamMessage } from "../../functions/core/messages.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import { rulesOfRecording, rulesSentence } from "../../functions/systems/rules-of-a-recording.ts";
import { progressBar } from "../formats/progress-bar.ts";
import { openRecorded } from "../replay/open-recorded.ts";
import { pastOf } from "../replay/past.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { contractOfTape } from "./contract.ts";
import { type LevelsOptions, showLevels } from "./show.ts";

/** Shows the levels of a recording, of the asked system where it has several. Its last look is its now. */
export async function showLevelsOfTape(
  folder: string,
  asked: string | undefined,
  options: LevelsOptions,
  world: World,
): Promise<void> {
  const { terminal } = world;
  const { system, total, parts, messages } = await openRecorded(folder, asked, terminal);
  const { systemId } = system;
  const rules = rulesOfRecording(options.rules ?? null, world.folder);
  const contract = await contractOfTape(rules, system);
  terminal.say(rulesSentence(rules));
  // Each part is read twice: the newest roster, which may come last, judges all.
  const bar = await progressBar(total === null ? null : 2 * total, parts, terminal);
  try {
    const { from, to, roster } = await factsOf(messages(bar.advance));
    if (from === null || to === null) throw new UserError(`${folder}: no poll was recorded`, BAD_INPUT);
    const looks = () => pastOf(messages(bar.advance), contract.ruleBook);
    const otherwise = () => ({ since: from, until: to });
    const timeZone = contract.timeZone ?? roster?.roster.timeZone ?? null;
    const past = {
      systemId,
      contract,
      roster,
      timeZone,
      from,
      now: to,
      otherwise,
      looks,
      onceRead: bar.stop,
    };
    await showLevels(past, options, terminal);
  } finally {
    bar.stop();
  }
}

/** What is known of a recording when it has been read; times in milliseconds, null where it has no poll. */
interface RecordedFacts {
  readonly from: number | null;
  readonly to: number | null;
  /** The newest one; null where the feed has none. */
  readonly roster: RosterIndex | null;
}

async function factsOf(messages: AsyncIterable<StreamMessage>): Promise<RecordedFacts> {
  let [from, to, roster]: [number | null, number | null, RosterIndex | null] = [null, null, null];
  for await (const message of messages) {
    if (message.type === "roster") roster = indexRoster(message);
    else {
      from ??= message.fetchedAt;
      to = Math.max(to ?? message.fetchedAt, message.fetchedAt);
    }
  }
  return { from, to, roster };
}
