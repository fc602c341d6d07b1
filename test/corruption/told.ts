import { readFileSync } from "node:fs";
import { join } from "node:path";
import { announcementsOf } from "../../functions/core/announcement.ts";
import type { Effect, OpenAlert } from "../../functions/core/effects.ts";
import { fold } from "../../functions/core/fold.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import type { Rule } from "../../functions/core/rule.ts";
import { NO_GUARDS, PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { contextOf } from "../core/builders.ts";
import { clockOf, SYSTEM_ID } from "./city-day.ts";

const SHIPPED = join(import.meta.dirname, "../../systems.json");
const shipped = JSON.parse(readFileSync(SHIPPED, "utf8")) as SystemsConfiguration;

/** The shipped rules for a system without settings of its own. */
export const AS_SHIPPED: RuleBook = ruleBookOf(shipped, SYSTEM_ID, "as shipped");

/** The same rules without delays: whatever passes a guard is told at once. */
export const AT_ONCE: RuleBook = withoutDelays(AS_SHIPPED);

export function withoutDelays(book: RuleBook): RuleBook {
  const rules = { ...book.rules };
  for (const { name } of STATION_RULES)
    rules[name] = rules[name] && { ...rules[name], forMs: 0, keepForMs: 0 };
  return { ...book, version: "at once", rules };
}

/** Rules with one threshold: where an alert begins (`atMost`), or up to where it stays open (`clearAt`). */
export function withThreshold(book: RuleBook, which: "atMost" | "clearAt"): RuleBook {
  const rules = { ...book.rules };
  for (const { name } of STATION_RULES) {
    const rule = rules[name];
    if (rule === null) continue;
    const atMost = which === "atMost" ? rule.atMost : rule.clearAt - 1;
    rules[name] = { ...rule, atMost, clearAt: atMost + 1 };
  }
  return { ...book, rules };
}

/** The station rules alone without guards: on a faultless feed their alerts are the truth. */
export function unguarded(book: RuleBook): RuleBook {
  return { ...book, feed: PLAIN_RULES.feed, guards: NO_GUARDS };
}

/** An alert from opening to end, in milliseconds; the end is null while it is open. */
export interface ToldAlert
  extends Pick<OpenAlert, "rule" | "baseline" | "afterGap" | "startedAt" | "openedAt" | "alternatives"> {
  readonly stationId: string;
  readonly stationName: string | null;
  endedAt: number | null;
  resolvedAt: number | null;
  endUncertain: boolean;
}

/** Everything that people are told. */
export interface Told {
  /** In order of opening, including those that were true when the city was first seen. */
  readonly alerts: ToldAlert[];
  /** One line for each event about the feed. */
  readonly feed: string[];
  /** The number of station alerts in each announcement; 0 for one about the feed alone. */
  readonly announcements: number[];
}

/** Folds the records in order and collects the effects. */
export function listen(messages: readonly StreamMessage[], ruleBook: RuleBook): Told {
  const told: Told = { alerts: [], feed: [], announcements: [] };
  const open = new Map<string, ToldAlert>();
  let state = NEW_SYSTEM;
  let roster: RosterIndex | null = null;
  for (const message of messages) {
    if (message.type === "roster") {
      roster = indexRoster(message);
      continue;
    }
    const folded = fold(state, message, contextOf({ ruleBook, roster, arrivedAt: message.fetchedAt }));
    state = folded.state;
    for (const effect of folded.effects) note(effect, told, open);
    for (const { opened, resolved } of announcementsOf(SYSTEM_ID, folded.effects)) {
      told.announcements.push([...opened, ...resolved].filter(({ stationId }) => stationId !== null).length);
    }
  }
  return told;
}

function note(effect: Effect, told: Told, open: Map<string, ToldAlert>): void {
  if (effect.type !== "open" && effect.type !== "resolve") return;
  const { rule, stationId, alertId } = effect;
  if (stationId === null) {
    const line =
      effect.type === "open"
        ? `${clockOf(effect.openedAt)} opened ${rule}: ${effect.reason}`
        : `${clockOf(effect.resolution.resolvedAt)} resolved ${rule}`;
    told.feed.push(line);
    return;
  }
  if (effect.type === "open") {
    const { baseline, afterGap, startedAt, openedAt, alternatives, stationName } = effect;
    const alert: ToldAlert = {
      ...{ rule, stationId, stationName, baseline, afterGap, startedAt, openedAt, alternatives },
      ...{ endedAt: null, resolvedAt: null, endUncertain: false },
    };
    told.alerts.push(alert);
    open.set(alertId, alert);
    return;
  }
  const alert = open.get(alertId);
  if (alert === undefined) throw new Error(`${alertId} is resolved and was never opened`);
  open.delete(alertId);
  const { endedAt, resolvedAt, endUncertain } = effect.resolution;
  Object.assign(alert, { endedAt, resolvedAt, endUncertain });
}

/** Milliseconds that the rule waits before it opens an alert. */
export function forMsOf(book: RuleBook, rule: string): number {
  const rules: Readonly<Record<string, Rule | null>> = book.rules;
  return rules[rule]?.forMs ?? 0;
}
