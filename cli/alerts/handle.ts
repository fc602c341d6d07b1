import type { Act } from "../../functions/core/handling.ts";
import { inParallel } from "../../functions/core/in-parallel.ts";
import { isoTime } from "../../functions/core/iso-time.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { type Handled, PeopleStore } from "../../functions/store/people-store.ts";
import { counted } from "../../functions/words/amounts.ts";
import { localTime } from "../../functions/words/times.ts";
import { type Asked, asking } from "../asking.ts";
import { laterName } from "../connection.ts";
import type { Style } from "../options.ts";
import { whoActs } from "../people/who.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, endingOf, FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { type Choice, chosenAlerts } from "./chosen.ts";
import { listedAlert } from "./list.ts";
import { printAlerts } from "./print.ts";

export interface HandleOptions extends Place, Style, Choice {
  readonly by?: string | undefined;
  readonly note?: string | null | undefined;
  readonly take?: boolean | undefined;
  readonly yes?: boolean | undefined;
}

/** Alerts are written one by one, this many at once. */
const ACTS_AT_ONCE = 8;
/** More alerts than this may not be what was meant. */
const UNASKED_MAX = 25;

const VERBS = { ack: "acknowledge", unack: "give up", note: "write a note to" } as const;
const DONE = { ack: "acknowledged", unack: "given up", note: "given a note" } as const;

/** What became of one alert; the sentence says why it was left as it is. */
interface Outcome {
  readonly alert: AlertItem;
  readonly failure: string | null;
}

/**
 * Does one thing with each alert that is named, or that fits. Each stands alone: what cannot be done with one leaves
 * the others done, and the command then fails.
 */
export async function handleAlerts(
  type: Act["type"],
  written: readonly string[],
  options: HandleOptions,
  world: World,
): Promise<void> {
  await asking(options, world, async (asked) => {
    const { alerts, unknown } = await chosenAlerts(written, options, asked, world);
    await askFirst(`${VERBS[type]} ${counted(alerts.length, "alert")}?`, alerts.length, options, world);
    const outcomes = alerts.length === 0 ? [] : await actOn(alerts, type, options, asked, world);
    // Of those that fit, one that has ended meanwhile fits no longer.
    const meant = outcomes.filter(({ alert }) => written.length > 0 || alert.status === "open");
    const done = meant.filter(({ failure }) => failure === null).map(({ alert }) => alert);
    const failures = [...unknown, ...meant.flatMap(({ failure }) => failure ?? [])];
    if (done.length > 0 || failures.length === 0) {
      const listed = await Promise.all(done.map((alert) => listedAlert(alert, options, asked)));
      const nothing = `no alert was ${DONE[type]}`;
      await printAlerts(listed, { next: null, left: 0, isCut: false }, options, nothing, asked, world);
    }
    if (failures.length === 0) return;
    const total = failures.length + done.length;
    if (total > 1) for (const failure of failures) world.terminal.say(failure);
    const sentence =
      total === 1 ? failures.join() : `${failures.length} of ${counted(total, "alert")} not ${DONE[type]}`;
    throw new UserError(sentence, unknown.length > 0 ? BAD_INPUT : FAILED);
  });
}

/** Returns what became of each alert, in their order. */
async function actOn(
  alerts: readonly AlertItem[],
  type: Act["type"],
  options: HandleOptions,
  asked: Asked,
  world: World,
): Promise<readonly Outcome[]> {
  const { connection, systems, now } = asked;
  const { by, caller } = await whoActs(options.by, connection, options, world);
  const people = await laterName(connection, "peopleTable", options);
  const tables = { alerts: connection.names.alertsTable, people };
  const store = new PeopleStore(connection.tables, tables, systems.retention().windowRetentionMs);
  const act = { type, by, at: isoTime(now), note: options.note, takes: options.take === true };
  const outcomes: Outcome[] = [];
  await inParallel([...alerts.entries()], ACTS_AT_ONCE, async ([index, alert]) => {
    const handling = store.handle(alert.systemId, alert.alertId, act, caller);
    outcomes[index] = await outcomeOf(type, alert, handling, asked);
  });
  return outcomes;
}

async function askFirst(
  question: string,
  count: number,
  { yes }: HandleOptions,
  { confirm }: World,
): Promise<void> {
  if (count <= UNASKED_MAX || yes === true) return;
  if (confirm === null) {
    throw new UserError(`${count} alerts fit, and nobody is there to ask: expected --yes`, BAD_INPUT);
  }
  if (!(await confirm(question))) throw new UserError("nothing was done", FAILED);
}

async function outcomeOf(
  type: Act["type"],
  alert: AlertItem,
  handling: Promise<Handled>,
  asked: Asked,
): Promise<Outcome> {
  const about = `${alert.alertId} of ${alert.systemId}`;
  try {
    const handled = await handling;
    if (handled.type === "absent") return { alert, failure: `${about} is no longer there` };
    if (handled.type === "done") return { alert: handled.alert, failure: null };
    const timeZone = await asked.systems.timeZone(alert.systemId);
    const failure = `${about}: ${refusalWords(type, handled, timeZone, asked.now)}`;
    return { alert: handled.alert, failure };
  } catch (error) {
    return { alert, failure: `${about}: ${endingOf(error).sentence}` };
  }
}

function refusalWords(
  type: Act["type"],
  { refused, alert: { endedAt } }: Handled & { readonly type: "refused" },
  timeZone: string,
  now: number,
): string {
  const time = (iso: string | null | undefined) =>
    iso == null ? "?" : localTime(Date.parse(iso), timeZone, now);
  switch (refused.type) {
    case "taken":
      return `${refused.by} has it since ${time(refused.since)}; --take ${type === "ack" ? "takes it over" : "gives it up for them"}`;
    case "over":
      return `it is over since ${time(endedAt)}; alerts note still writes to it`;
  }
}
