import { rulesWords } from "../../functions/systems/rules-of-a-recording.ts";
import { asking } from "../asking.ts";
import { withHoursBar } from "../history/hours-bar.ts";
import { pastOf, rulesOfNow } from "../history/past.ts";
import { systemsFile } from "../systems-file.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { rulesForPast } from "./past-rules.ts";
import { PastTally } from "./past-tally.ts";
import type { ReplayQuestion } from "./question.ts";
import { Replay } from "./replay.ts";
import { show } from "./show.ts";

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/**
 * Replays the history of a system. Throws a UserError for a system that nobody knows and for a period that is none, and
 * a ConfigurationError for rules that cannot be tried on history.
 */
export async function replayHistory(systemId: string, question: ReplayQuestion, world: World): Promise<void> {
  await asking(question, world, async (asked) => {
    const { systems, now } = asked;
    const { terminal } = world;
    await systems.asked([systemId]);
    const timeZone = await systems.timeZone(systemId);
    const since = question.since?.(now, timeZone) ?? now - WEEK_MS;
    const until = question.until?.(now, timeZone) ?? now + 1;
    if (since >= until) throw new UserError("the period is none: expected --since before --until", BAD_INPUT);
    if (since > now) throw new UserError("the period lies in the future: nothing was seen in it", BAD_INPUT);
    const then = await rulesOfNow(systemId, asked);
    const bookOf = (name: string) => rulesForPast(name, systemId, systems.entry(systemId) ?? null, then);
    const { rules, against, receiver } = question;
    const books = {
      a: rules === undefined ? then : bookOf(rules),
      b: against === undefined ? null : bookOf(against),
    };
    const a = new Replay(systemId, books.a);
    const b = books.b === null ? null : new Replay(systemId, books.b);
    const here = systemsFile(asked.connection, world);
    const files = { a: rules ?? null, b: against ?? null, here };
    const entry = systems.entry(systemId) ?? { systemId };
    const audience =
      receiver === undefined
        ? null
        : (await import("./receiver.ts")).audienceOf(receiver, { a, b }, files, entry, terminal);
    const sides = audience ?? { a, b };
    const listeners = sides.b === null ? [sides.a] : [sides.a, sides.b];
    const { roster } = await systems.roster(systemId);
    for (const listener of listeners) await listener.take(roster);
    const tally = new PastTally(
      then.version,
      [books.a, books.b].filter((book) => book !== null),
    );
    const period = { since, until };
    const looks = pastOf(systemId, period, asked, question, world);
    for await (const look of withHoursBar(looks, period, terminal)) {
      // Reading begins with the hour, where the columns of all stations are.
      if (look.at < since) continue;
      tally.take(look);
      for (const listener of listeners) await listener.takePast(look);
    }
    for (const line of tally.lines()) terminal.say(line);
    const names = {
      a: rules === undefined ? "those of now" : rulesWords(rules),
      b: rulesWords(against ?? null),
    };
    if (b === null) terminal.say(`The rules are ${names.a}.`);
    const replayed = { a: a.replayed(), b: b?.replayed() ?? null };
    await show(replayed, audience?.heard() ?? null, names, question, timeZone, world);
  });
}
