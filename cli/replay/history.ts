import { rulesWords } from "../../functions/systems/rules-of-a-recording.ts";
import { asking } from "../asking.ts";
import { progressBar } from "../formats/progress-bar.ts";
import { pastOf, rulesOfNow } from "../history/past.ts";
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
    const { rules, against } = question;
    const books = [
      rules === undefined ? then : bookOf(rules),
      ...(against === undefined ? [] : [bookOf(against)]),
    ];
    const replays = books.map((book) => new Replay(systemId, book));
    const { roster } = await systems.roster(systemId);
    for (const replay of replays) replay.take(roster);
    const bar = await progressBar(Math.ceil((until - since) / HOUR_MS), "hours", terminal);
    const tally = new PastTally(then.version, books);
    let hours = 0;
    try {
      for await (const look of pastOf(systemId, { since, until }, asked, question, world)) {
        // Reading begins with the hour, where the columns of all stations are.
        if (look.at < since) continue;
        tally.take(look);
        for (; hours < Math.floor((look.at - since) / HOUR_MS); hours++) bar.advance();
        for (const replay of replays) replay.takePast(look);
      }
    } finally {
      bar.stop();
    }
    for (const line of tally.lines()) terminal.say(line);
    const names = {
      a: rules === undefined ? "those of now" : rulesWords(rules),
      b: rulesWords(against ?? null),
    };
    const [a, b = null] = replays.map((replay) => replay.replayed());
    if (a === undefined) return;
    if (b === null) terminal.say(`The rules are ${names.a}.`);
    await show({ a, b }, names, question, timeZone, world);
  });
}
