import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import { rulesOfRecording, rulesSentence } from "../../functions/systems/rules-of-a-recording.ts";
import { checkedEntry } from "../../local/tape/checked-entry.ts";
import { openTape, type Tape } from "../../local/tape/read.ts";
import { progressBar } from "../formats/progress-bar.ts";
import { pastOfTape } from "../replay/past.ts";
import { pollTape } from "../replay/polls.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { contractOfTape } from "./contract.ts";
import { type LevelsOptions, showLevels } from "./show.ts";

/** Shows the levels of a recording. Its last look is its now. */
export async function showLevelsOfTape(folder: string, options: LevelsOptions, world: World): Promise<void> {
  const { terminal } = world;
  const tape = await openTape(folder);
  const { system, responses } = tape.head;
  await checkedEntry(system, folder);
  const rules = rulesOfRecording(options.rules ?? null, world.folder);
  const contract = await contractOfTape(rules, system);
  terminal.say(rulesSentence(rules));
  // Each response is read twice: the newest roster, which may come last, judges all.
  const bar = await progressBar(responses === null ? null : 2 * responses, "responses", terminal);
  try {
    const { from, to, roster } = await factsOf(tape, bar.advance);
    if (from === null || to === null) throw new UserError(`${folder}: no poll is on the tape`, BAD_INPUT);
    const looks = pastOfTape(tape, contract.ruleBook, bar.advance);
    const timeZone = contract.timeZone ?? roster?.roster.timeZone ?? null;
    const { systemId } = system;
    await showLevels(
      { systemId, contract, roster, timeZone, from, now: to, looks, onceRead: bar.stop },
      options,
      terminal,
    );
  } finally {
    bar.stop();
  }
}

/** What is known of a tape when it has been played; times in milliseconds, null where it has no poll. */
interface TapeFacts {
  readonly from: number | null;
  readonly to: number | null;
  /** The newest one; null where the feed has none. */
  readonly roster: RosterIndex | null;
}

async function factsOf(tape: Tape, onResponse: () => void): Promise<TapeFacts> {
  let [from, to, roster]: [number | null, number | null, RosterIndex | null] = [null, null, null];
  for await (const message of pollTape(tape, onResponse)) {
    if (message.type === "roster") roster = indexRoster(message);
    else {
      from ??= message.fetchedAt;
      to = message.fetchedAt;
    }
  }
  return { from, to, roster };
}
