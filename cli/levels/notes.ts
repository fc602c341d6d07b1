import { counted } from "../../functions/words/amounts.ts";
import { hundredths } from "../../functions/words/levels.ts";
import { quoted } from "../../functions/words/text.ts";
import type { Judgement, Subject } from "./judge.ts";
import { coverageOf, rowsOf, thinOf } from "./rows.ts";

const EXAMPLES_MAX = 3;
/** So long after its end a period's figures may still change: a feed found frozen has been so for hours. */
const FINAL_AFTER_MS = 86_400_000;

/** Yields what people have to know beside the figures, a sentence each. */
export function* notesOn(
  judgement: Judgement,
  subject: Subject,
  written: (at: number) => string,
): Generator<string> {
  const { period, asOf } = subject;
  if (period.until >= asOf)
    yield `the period runs until ${written(period.until)}: these are the figures so far`;
  else if (runningIn(judgement) > 0) {
    yield `${counted(runningIn(judgement), "spell runs", "spells run")} on at the newest look: how long they last is not known yet`;
  } else if (asOf - period.until < FINAL_AFTER_MS) {
    yield `figures are final a day after the period: ${written(period.until + FINAL_AFTER_MS)}`;
  }
  const { firstAt } = judgement;
  if (firstAt !== null && firstAt > period.since)
    yield `nothing is known of the time before ${written(firstAt)}`;
  yield* thinOnes(judgement, subject);
  for (const [reason, times] of judgement.holes) {
    yield `the past has a hole, ${counted(times, "time")}: ${reason}, so nothing is known until the next whole look`;
  }
  yield* notJudged(judgement);
  yield* strangers(judgement, subject);
}

function runningIn({ levels }: Judgement): number {
  const all = levels.flatMap(({ stations }) =>
    stations.flatMap(({ figures }) => Object.values(figures ?? {})),
  );
  return all.reduce((sum, { running }) => sum + running, 0);
}

function* thinOnes(judgement: Judgement, subject: Subject): Generator<string> {
  for (const { term, figures } of rowsOf(judgement, subject, "term")) {
    const thin = thinOf({ term, figures }).map(
      ({ condition, figures: own }) => `${condition} ${hundredths(coverageOf(own))} %`,
    );
    if (thin.length === 0) continue;
    const what = term.name === "" ? "at any time" : `of the term ${quoted(term.name)}`;
    yield `coverage ${what} is under 95 %: ${thin.join(", ")}`;
  }
}

function* notJudged({ levels }: Judgement): Generator<string> {
  for (const { term, stations } of levels) {
    const without = stations.filter(({ figures }) => figures === null);
    if (without.length === 0) continue;
    const part = `${without.length} of ${counted(stations.length, "station")}`;
    yield `the term ${quoted(term.name)} does not judge ${part}: without a position, nobody knows who could have helped`;
  }
}

/** Areas name stations that neither the roster nor any look of the period has. */
function* strangers({ levels }: Judgement, { systemId, contract, roster }: Subject): Generator<string> {
  const known = new Set(levels[0]?.stations.map(({ stationId }) => stationId));
  for (const [area, ids] of contract.areas) {
    const unknown = ids.filter((id) => !known.has(id) && roster?.byId.has(id) !== true);
    if (unknown.length === 0) continue;
    const examples = unknown.slice(0, EXAMPLES_MAX).map(quoted).join(", ");
    const more = unknown.length > EXAMPLES_MAX ? ", …" : "";
    yield `the area ${quoted(area)} names ${counted(unknown.length, "station")} that ${systemId} does not have: ${examples}${more}`;
  }
}
