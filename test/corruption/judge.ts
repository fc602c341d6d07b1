import type { RuleBook } from "../../functions/core/rules.ts";
import { clockOf, MINUTES, timeOf } from "./city-day.ts";
import type { Harm } from "./guards-off.ts";
import type { Oddity } from "./oddity.ts";
import { recordsOf } from "./records.ts";
import {
  forMsOf,
  listen,
  type Told,
  type ToldAlert,
  unguarded,
  withoutDelays,
  withThreshold,
} from "./told.ts";

/** What is true of the stations, however the feed distorts it. */
export interface Truth {
  /** The alerts that should be told. */
  readonly alerts: readonly ToldAlert[];
  /** When an alert could be open, however briefly: the count was below clearAt. */
  readonly conditions: readonly ToldAlert[];
  /** When an alert could begin: the count was at most atMost. */
  readonly onsets: readonly ToldAlert[];
  /** The number of messages that tell it. */
  readonly messages: number;
}

/** All lists are empty when everything told is right. */
export interface Judgement {
  /** Alerts about what is not true, that begin or end when nothing changed, or that repeat an alert. */
  readonly untrue: readonly string[];
  /** True alerts that were not told, or not at their time. */
  readonly missed: readonly string[];
  /** Times that cannot be known but were given as known. */
  readonly unmarked: readonly string[];
}

const GAP_MS = 30 * 60_000;
const FOREVER = Number.POSITIVE_INFINITY;
const FIRST = MINUTES[0] ?? 0;

/** What the rules tell without guards about a faultless feed. */
export async function truthOf(oddity: Oddity, book: RuleBook): Promise<Truth> {
  const { reply: _reply, file: _file, ...clean } = oddity;
  const messages = await recordsOf(oddity.isTrue === true ? oddity : clean);
  const rules = unguarded(book);
  const { alerts, announcements } = listen(messages, rules);
  return {
    alerts,
    messages: announcements.length,
    conditions: listen(messages, withThreshold(withoutDelays(rules), "clearAt")).alerts,
    onsets: listen(messages, withThreshold(withoutDelays(rules), "atMost")).alerts,
  };
}

export function judge(told: Told, truth: Truth, oddity: Oddity, book: RuleBook): Judgement {
  const trueId = oddity.trueId ?? ((stationId: string) => stationId);
  const alerts = told.alerts.map((alert) => ({ ...alert, stationId: trueId(alert.stationId) }));
  const expected = new Set(truth.alerts.map(textOf));
  const given = new Set(alerts.map(textOf));
  const subjects = bySubject(alerts, truth.conditions, truth.onsets);
  const untrue: ToldAlert[] = [];
  const unmarked: ToldAlert[] = [];
  for (const { own, conditions, onsets } of subjects.values()) {
    const unseen = unseenOf(oddity, own[0]);
    let begunBefore = 0;
    for (const alert of own) {
      // A true condition justifies one alert; baseline alerts do not count, since they are silent.
      const meant = conditions.filter(
        (one) => overlap(one, alert) && (alert.baseline || one.startedAt >= begunBefore),
      );
      if (!alert.baseline)
        begunBefore = Math.max(begunBefore, ...meant.map(({ startedAt }) => startedAt + 1));
      if (!isMarked(alert, unseen.gapEnds) && !oddity.unknowable?.(alert.stationId, alert.rule))
        unmarked.push(alert);
      if (expected.has(textOf(alert))) continue;
      const begins = alert.baseline || onsets.some(({ startedAt }) => startedAt === alert.startedAt);
      const ends = alert.endedAt === null || conditions.some(({ endedAt }) => endedAt === alert.endedAt);
      const isSo =
        meant.length > 0 &&
        (begins || unseen.edges.has(alert.startedAt)) &&
        (ends || unseen.edges.has(alert.endedAt)) &&
        [alert, ...meant].some(unseen.touches);
      if (!isSo) untrue.push(alert);
    }
  }
  const missed = truth.alerts.filter((alert) => {
    if (given.has(textOf(alert)) || oddity.unknowable?.(alert.stationId, alert.rule)) return false;
    const { own = [], onsets = [] } = subjects.get(subjectOf(alert)) ?? {};
    if (own.some((one) => overlap(one, alert))) return false;
    return couldBeSeen(alert, onsets, unseenOf(oddity, alert).isSeen, forMsOf(book, alert.rule));
  });
  return { untrue: untrue.map(textOf), missed: missed.map(textOf), unmarked: unmarked.map(textOf) };
}

function unseenOf({ unseen = [] }: Oddity, alert: ToldAlert | undefined) {
  const spans = unseen
    .filter(([, , whom]) => whom === undefined || (alert !== undefined && whom(alert.stationId, alert.rule)))
    .map(([from, to]) => ({ from: timeOf(from), to: timeOf(to) }));
  return {
    isSeen: (time: number) => !spans.some(({ from, to }) => from <= time && time < to),
    touches: ({ startedAt, resolvedAt }: ToldAlert) =>
      spans.some(({ from, to }) => startedAt <= to && from <= (resolvedAt ?? FOREVER)),
    // A change that is held and then confirmed dates from when it was first held.
    edges: new Set<number | null>(spans.flatMap(({ from, to }) => [from, to])),
    gapEnds: new Set<number | null>(spans.filter(({ from, to }) => to - from > GAP_MS).map(({ to }) => to)),
  };
}

function isMarked(alert: ToldAlert, gapEnds: ReadonlySet<number | null>): boolean {
  const isOnsetMarked = alert.afterGap || alert.baseline || !gapEnds.has(alert.startedAt);
  return isOnsetMarked && (alert.endUncertain || !gapEnds.has(alert.endedAt));
}

/** Whether the condition could be seen for long enough without a gap. */
function couldBeSeen(
  alert: ToldAlert,
  onsets: readonly ToldAlert[],
  isSeen: (time: number) => boolean,
  forMs: number,
): boolean {
  let since: number | null = null;
  let last: number | null = null;
  for (const time of MINUTES) {
    if (time < alert.startedAt || time >= endOf(alert) || !isSeen(time)) continue;
    if (last !== null && time - last > GAP_MS) since = null;
    last = time;
    if (since === null && onsets.some((onset) => onset.startedAt <= time && time < endOf(onset)))
      since = time;
    if (since !== null && time - since >= forMs) return true;
  }
  return false;
}

function overlap(one: ToldAlert, other: ToldAlert): boolean {
  return one.startedAt < endOf(other) && other.startedAt < endOf(one);
}

function endOf({ endedAt }: ToldAlert): number {
  return endedAt ?? FOREVER;
}

function subjectOf({ rule, stationId }: ToldAlert): string {
  return `${rule} ${stationId}`;
}

interface Subject {
  /** The alerts told about this subject. */
  readonly own: ToldAlert[];
  readonly conditions: ToldAlert[];
  readonly onsets: ToldAlert[];
}

function bySubject(
  told: readonly ToldAlert[],
  conditions: readonly ToldAlert[],
  onsets: readonly ToldAlert[],
): Map<string, Subject> {
  const subjects = new Map<string, Subject>();
  const add = (alerts: readonly ToldAlert[], list: keyof Subject) => {
    for (const alert of alerts) {
      const subject = subjects.get(subjectOf(alert)) ?? { own: [], conditions: [], onsets: [] };
      subject[list].push(alert);
      subjects.set(subjectOf(alert), subject);
    }
  };
  add(told, "own");
  add(conditions, "conditions");
  add(onsets, "onsets");
  return subjects;
}

/** One line with everything about an alert that must match. */
function textOf(alert: ToldAlert): string {
  const { startedAt, openedAt, endedAt, resolvedAt } = alert;
  const times = [startedAt, openedAt, endedAt, resolvedAt].map((time) =>
    time === null ? "-" : clockOf(time),
  );
  const marks = [
    ...(alert.baseline && startedAt === FIRST ? ["baseline"] : []),
    ...(alert.afterGap ? ["after a gap"] : []),
    ...(alert.endUncertain ? ["end uncertain"] : []),
  ];
  return [subjectOf(alert), ...times, ...marks].join(" ");
}

/** The harms found, as one word for each kind. */
export function harmsOf(told: Told, judgement: Judgement, oddity: Oddity): Harm[] {
  const kinds = ["untrue", "missed", "unmarked"] as const;
  const harms: Harm[] = kinds.filter((kind) => judgement[kind].length > 0);
  const isUntold = (oddity.told ?? []).some((line) => !told.feed.includes(line));
  return isUntold ? [...harms, "untold"] : harms;
}
