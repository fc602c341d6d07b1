import { rulesOfRecording, rulesSentence, rulesWords } from "../../functions/systems/rules-of-a-recording.ts";
import { knownTimeZone } from "../../functions/words/times.ts";
import { progressBar } from "../formats/progress-bar.ts";
import type { World } from "../world.ts";
import { openRecorded } from "./open-recorded.ts";
import type { ReplayQuestion } from "./question.ts";
import { play, Replay } from "./replay.ts";
import { findRules } from "./rules.ts";
import { show } from "./show.ts";

/** Replays what a folder has recorded. Rejects as openRecorded does, and with a ConfigurationError for bad rules. */
export async function replayRecording(folder: string, question: ReplayQuestion, world: World): Promise<void> {
  const { terminal } = world;
  const recorded = await openRecorded(folder, question.system, terminal);
  const { system, total, parts } = recorded;
  const rules = rulesOfRecording(question.rules ?? null, world.folder);
  const { against = null, receiver } = question;
  const a = new Replay(system.systemId, await findRules(rules, system));
  const b = against === null ? null : new Replay(system.systemId, await findRules(against, system));
  if (b === null) terminal.say(rulesSentence(rules));
  const files = { a: rules, b: against, here: rulesOfRecording(null, world.folder) };
  const audience =
    receiver === undefined
      ? null
      : (await import("./receiver.ts")).audienceOf(receiver, { a, b }, files, system, terminal);
  const listeners = audience ?? { a, b };
  const bar = await progressBar(total, parts, terminal);
  try {
    await play(recorded, listeners.b === null ? [listeners.a] : [listeners.a, listeners.b], bar.advance);
  } finally {
    bar.stop();
  }
  const names = { a: rulesWords(rules), b: rulesWords(against) };
  const sides = { a: a.replayed(), b: b?.replayed() ?? null };
  const timeZone = knownTimeZone(system.timeZone ?? sides.a.timeZone);
  await show(sides, audience?.heard() ?? null, names, question, timeZone, world);
}
