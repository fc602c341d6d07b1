import { isDeepStrictEqual } from "node:util";
import { HANDLING_ATTRIBUTES, type Handling, UNHANDLED } from "../../functions/core/handling.ts";
import type { LogEntry } from "../../functions/store/people-log.ts";
import { type Change, handlingIn } from "./people-ledger.ts";
import type { World } from "./world.ts";

/**
 * What somebody wrote stands in the alert's item until somebody else writes there; what they were told is done is in the
 * log; and a silence is as it was added, until its end.
 */
export function lostWords({ people, tables, ledger, time }: World): string[] {
  const lost = [...people.violations];
  const entries = entriesIn(tables.all("people"));
  for (const [key, changes] of people.changes) {
    const { resolution } = ledger.alerts.get(key) ?? {};
    const item = tables.all("alerts").find((one) => `${one.systemId}/${one.alertId}` === key);
    const isGone = item === undefined && resolution != null && resolution.expiresAt <= time.now;
    const last = changes.at(-1);
    if (!isGone && !isDeepStrictEqual(handlingIn(item), last?.after))
      lost.push(`what ${last?.deed.by} wrote to ${key} is lost`);
    for (const change of changes.filter(isLastOfItsDeed)) {
      if (change.deed.answer === "done" && entryOf(change, entries.get(key)) === undefined)
        lost.push(`what ${change.deed.by} did with ${key}, and was told is done, is not in the log`);
    }
  }
  for (const { silenceId, until } of people.silences.values()) {
    const item = tables.read("people", { subject: "silence", item: silenceId });
    const isKept = item !== undefined && String(item.until) <= until;
    if (!isKept && Date.parse(until) > time.now) lost.push(`the silence ${silenceId} is lost`);
  }
  return lost;
}

/** What an entry says was written, and replaced, was. */
export function untrueEntries({ people, tables }: World): string[] {
  return [...entriesIn(tables.all("people"))].flatMap(([key, entries]) =>
    entries.flatMap((entry) => {
      const changes = people.changes.get(key)?.filter(isLastOfItsDeed) ?? [];
      const own = changes.find((one) => entryOf(one, [entry]) !== undefined);
      // Of two who write the same words at once, one without an answer takes the other's for its own.
      const isTrue = (own === undefined ? changes : [own]).some(
        ({ before, after }) => says(entry.wrote, after) && says(entry.replaced, before),
      );
      return isTrue ? [] : [`the log of ${key} says what never was: ${JSON.stringify(entry)}`];
    }),
  );
}

/** Each entry goes on from what the entries before it wrote, but where somebody never got to write theirs. */
export function unchainedEntries({ people, tables }: World): string[] {
  const entries = entriesIn(tables.all("people"));
  const broken: string[] = [];
  for (const [key, changes] of people.changes) {
    const known: Record<string, string | null> = { ...UNHANDLED };
    const unknown = new Set<string>();
    for (const [index, change] of changes.entries()) {
      const entry = isLastOfItsDeed(change, index, changes) ? entryOf(change, entries.get(key)) : undefined;
      for (const name of changedBy(change)) {
        if (entry === undefined) unknown.add(name);
        else {
          if (!unknown.delete(name) && entry.replaced[name] !== known[name])
            broken.push(
              `${change.deed.by} replaced ${name} of ${key}, which was ${known[name]}, as ${entry.replaced[name]}`,
            );
          known[name] = entry.wrote[name] ?? null;
        }
      }
    }
  }
  return broken;
}

/** By system and alert. */
function entriesIn(items: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, LogEntry[]> {
  const entries = new Map<string, LogEntry[]>();
  for (const { subject, item, ...entry } of items) {
    const [, systemId] = /^log\/(.*)$/.exec(String(subject)) ?? [];
    if (systemId === undefined) continue;
    const key = `${systemId}/${String(item).replace(/\/[^/]*\/[^/]*$/, "")}`;
    entries.set(key, [...(entries.get(key) ?? []), entry as unknown as LogEntry]);
  }
  return entries;
}

/** Whose write seems to have failed writes once more, and one entry in the end. */
function isLastOfItsDeed({ deed }: Change, index: number, changes: readonly Change[]): boolean {
  return changes.findLastIndex((one) => one.deed === deed) === index;
}

/** Two acts of one person at one time, on one alert, do not write the same. */
function entryOf(change: Change, entries: readonly LogEntry[] | undefined): LogEntry | undefined {
  const { act } = change.deed;
  const names = [...changedBy(change)].sort();
  return entries?.find(
    ({ by, at, act: type, wrote }) =>
      by === act?.by &&
      at === act.at &&
      type === act.type &&
      isDeepStrictEqual(Object.keys(wrote).sort(), names),
  );
}

function changedBy({ before, after }: Change): readonly (keyof Handling)[] {
  return HANDLING_ATTRIBUTES.filter((name) => before[name] !== after[name]);
}

function says(part: Partial<Handling>, whole: Handling): boolean {
  return Object.entries(part).every(([name, value]) => whole[name as keyof Handling] === value);
}
