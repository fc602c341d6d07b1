import type { Effect } from "../../functions/core/effects.ts";
import type { FeedRuleName } from "../../functions/core/feed-rules.ts";
import type { RuleName } from "../../functions/core/rules.ts";
import type { StationRuleName } from "../../functions/core/station-rules.ts";
import type { Look } from "./belief.ts";
import { holds, whyClosed } from "./conditions.ts";
import { type Moment, type Standing, take } from "./episode.ts";
import { type Served, servedAt } from "./hours.ts";
import type { Terms } from "./poll.ts";
import { FEED_RULE_NAMES, isKnownAtFirst, isTrue, STATION_RULE_NAMES, type System } from "./system.ts";
import { opened, resolved, type Scene } from "./telling.ts";

/** What a poll says of a rule about the feed. */
export interface Said {
  readonly isTrue: boolean;
  /** Since when it is so, where that is not this poll. */
  readonly since?: number;
  readonly reason?: string;
  readonly isAfterGap?: boolean;
}

/** What is not said is unknown, and unknown changes nothing. */
export type FeedSaid = { readonly [Name in FeedRuleName]?: Said | undefined };

/** The rules' turn at one poll, and what they tell. */
export class Turn {
  readonly effects: Effect[] = [];
  readonly system: System;
  readonly at: number;
  readonly terms: Terms;

  constructor(system: System, at: number, terms: Terms) {
    this.system = system;
    this.at = at;
    this.terms = terms;
  }

  judgeFeed(said: FeedSaid): void {
    for (const name of FEED_RULE_NAMES) {
      const rule = this.terms.ruleBook.feed[name];
      const one = said[name];
      if (rule === null) this.withdrawFeed(name, this.at);
      if (rule === null || one === undefined) continue;
      const standing = this.system.feedStanding(name);
      const moment = { at: this.at, since: one.since ?? this.at, isAfterGap: one.isAfterGap ?? false };
      this.#tell(take(standing, one.isTrue, moment, rule), null, name, standing, one.reason ?? null);
    }
  }

  /**
   * Judges a station; `isBack` after an absence as long as a gap. `keptSince` is the beginning of a closure of the whole
   * system that this look ends: what is closed still has been so since then.
   */
  judgeStation(stationId: string, moment: Moment, isBack: boolean, keptSince: number | null): void {
    const rules = this.terms.ruleBook.stations.get(stationId) ?? this.terms.ruleBook.rules;
    for (const name of STATION_RULE_NAMES) {
      const rule = rules[name];
      if (rule === null) {
        this.withdraw(stationId, name, this.at);
        continue;
      }
      if (!this.isInside(stationId)) continue;
      const standing = this.system.standing(stationId, name);
      const is = this.#condition(stationId, name, isTrue(standing));
      if (is === null) continue;
      this.system.stations.get(stationId)?.standings.set(name, standing);
      // When a station was absent is known to the minute; when anything else about it changed is not.
      const isAfterGap = moment.isAfterGap || (isBack && name !== "missing");
      const isKept = name === "closed" && is && keptSince !== null;
      const own = isKept ? { at: this.at, since: keptSince, isAfterGap: false } : { ...moment, isAfterGap };
      const change = take(standing, is, own, rule);
      this.#tell(change, stationId, name, standing, this.#reason(stationId, name));
    }
  }

  readonly served = (stationId: string | null, at = this.at): Served =>
    servedAt(this.terms.hours, stationId, at);

  /** Is the station not known to be closed to the public? */
  readonly isInside = (stationId: string): boolean => this.served(stationId) !== "closed";

  /** The system is closed to the public when each station is that the look shows. */
  isClosedToPublic(look: Look): boolean {
    if (look.size === 0) return this.served(null) === "closed";
    return ![...look.keys()].some(this.isInside);
  }

  /** Says of a reason that nobody knows whether it should be open, where hours are given and not known. */
  marked(reason: string, stationId: string | null = null): string {
    return this.served(stationId) === "unknown" ? `${reason}; whether it should be open is unknown` : reason;
  }

  /** Ends what is open at a station as no longer watched, and forgets what the rule has seen. */
  withdraw(stationId: string, rule: StationRuleName, since: number): void {
    this.#end(stationId, rule, this.system.standing(stationId, rule), since);
    this.system.stations.get(stationId)?.standings.delete(rule);
  }

  withdrawStation(stationId: string, since: number): void {
    for (const name of STATION_RULE_NAMES) this.withdraw(stationId, name, since);
  }

  withdrawFeed(rule: FeedRuleName, since: number): void {
    const standing = this.system.feedStanding(rule);
    this.#end(null, rule, standing, since);
    standing.isKnown = isKnownAtFirst(rule);
  }

  /** Is the condition true of the station? Null is unknown. */
  #condition(stationId: string, name: StationRuleName, before: boolean): boolean | null {
    const one = this.system.believed?.get(stationId);
    const rule = (this.terms.ruleBook.stations.get(stationId) ?? this.terms.ruleBook.rules)[name];
    if (name !== "missing") {
      const is = one === undefined || rule === null ? null : holds(name, one, rule, before);
      // One alert about the system tells of all that are closed.
      return name === "closed" && is && isTrue(this.system.feedStanding("system-closed")) ? null : is;
    }
    if (one !== undefined) return false;
    // One alert about the feed tells of all who are absent.
    return isTrue(this.system.feedStanding("feed-shrunk")) ? null : true;
  }

  #reason(stationId: string, name: StationRuleName): string | null {
    if (name === "missing") return this.marked("absent from the feed", stationId);
    const one = this.system.believed?.get(stationId);
    const reason = name === "closed" && one !== undefined ? whyClosed(one) : null;
    return reason === null ? null : this.marked(reason, stationId);
  }

  #tell(
    change: "opened" | "resolved" | null,
    stationId: string | null,
    rule: RuleName,
    standing: Standing,
    reason: string | null,
  ): void {
    const { episode } = standing;
    if (change === null || episode === null) return;
    if (change === "opened") {
      this.effects.push(opened(episode, reason, this.#scene(stationId, rule)));
    } else {
      this.effects.push(resolved(episode, null, this.#scene(stationId, rule)));
      standing.episode = null;
    }
  }

  #end(stationId: string | null, rule: RuleName, standing: Standing, since: number): void {
    const { episode } = standing;
    if (episode !== null && episode.openedAt !== null) {
      episode.endedAt ??= since;
      this.effects.push(resolved(episode, "withdrawn", this.#scene(stationId, rule)));
    }
    standing.episode = null;
  }

  #scene(stationId: string | null, rule: RuleName): Scene {
    const { at, terms, system } = this;
    return { stationId, rule, at, terms, look: system.believed ?? new Map() };
  }
}
