import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { AlertsChanged } from "../../functions/core/announcement.ts";
import type { Effect } from "../../functions/core/effects.ts";
import { RefusedForGood } from "../../functions/core/refusal.ts";
import type { Roster } from "../../functions/core/roster.ts";
import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import type { DetectWorld, Fault, PendingLook } from "../../functions/detect/ports.ts";
import { EffectStore } from "../../functions/store/effect-store.ts";
import { HistoryStore } from "../../functions/store/history-store.ts";
import { RosterStore } from "../../functions/store/roster-store.ts";
import { StandingAlerts } from "../../functions/store/standing-alerts.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { TABLES, type TableName } from "../../functions/store/tables.ts";
import { T0 } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";

/** What survives a container: the tables, and what reached the bus and the faults queue. */
export class MemoryStores {
  readonly tables = new MemoryTables();
  readonly announced: AlertsChanged[] = [];
  readonly faults: Fault[] = [];
  /** Every completed call of a port, such as `commit hill`, in order. */
  readonly done: string[] = [];

  /** The clock of what a container judges by its own time; a test may set it. */
  now = () => T0 + 366 * 86_400_000;

  /** The adapters of a new container. Their clock never expires an item. */
  adapters() {
    const client = clientOf<DynamoDBDocumentClient>(this.tables);
    const tables = { alerts: "alerts", windows: "windows", state: "state" };
    return {
      states: new StateStore(client, tables.state, this.now),
      rosters: new RosterStore(client, tables.state, this.now),
      openAlerts: new StandingAlerts(client, tables.alerts),
      effects: new EffectStore(client, tables, () => 0),
      looks: new HistoryStore(client, "history", () => 0),
    };
  }

  async stateOf(systemId: string) {
    return (await this.adapters().states.load(systemId)).state;
  }

  stateItem(systemId: string): Item | undefined {
    return this.tables.read("state", { systemId, item: "state" });
  }

  /** All items of a table by key, such as `hill/2026-05-04T08:01:00.000Z/a/empty`. */
  items(table: TableName): Map<string, Item> {
    const { partitionKey, sortKey = "" } = TABLES[table];
    return new Map(this.tables.all(table).map((item) => [`${item[partitionKey]}/${item[sortKey]}`, item]));
  }
}

export type Port =
  | "load"
  | "commit"
  | "flush"
  | "announce"
  | "put-look"
  | "set-aside"
  | "load-roster"
  | "put-roster";

/** What goes wrong in the world; nothing by default. */
export interface Mishaps {
  /** Called for every call, numbered from 0: whether it throws before or after its work, or not at all. */
  readonly fails?: (port: Port, call: number, systemId: string | null) => "before" | "after" | null;
  /** How many turns the call waits, so that other work interleaves. */
  readonly waits?: (call: number) => number;
  readonly refusesState?: (systemId: string, effects: readonly Effect[]) => boolean;
  readonly refusesEffect?: (effect: Effect) => boolean;
  readonly refusesLook?: (look: PendingLook) => boolean;
  readonly refusesRoster?: (roster: Roster) => boolean;
  /** If given, a commit counts as its effects' size as text plus this many bytes. */
  readonly extraBytes?: number;
  readonly ruleBook?: RuleBook;
}

export const RETENTION = { alertRetentionMs: 90 * 86_400_000, windowRetentionMs: 400 * 86_400_000 };

/** The world of one container: the real adapters, where each call of a port may go wrong. */
export function container(stores: MemoryStores, mishaps: Mishaps = {}): DetectWorld {
  const { states, rosters, effects, looks, openAlerts } = stores.adapters();
  const { extraBytes, ruleBook = PLAIN_RULES } = mishaps;
  let calls = 0;
  async function call<T>(port: Port, systemId: string | null, work: () => T | Promise<T>): Promise<T> {
    const number = calls++;
    for (let turns = mishaps.waits?.(number) ?? 0; turns > 0; turns--) await null;
    const fate = mishaps.fails?.(port, number, systemId) ?? null;
    if (fate === "before") throw new Error(`${port} did not get through`);
    const done = await work();
    stores.done.push(`${port} ${systemId ?? "-"}`);
    if (fate === "after") throw new Error(`${port} got no answer`);
    return done;
  }
  const refuseIf = (isRefused: boolean | undefined, what: string) => {
    if (isRefused) throw new RefusedForGood(`the ${what} is too large`);
  };

  return {
    flushedVersions: new Map(),
    openAlerts,
    now: stores.now,
    settingsOf: () => ({ ruleBook, ...RETENTION }),
    states: {
      load: (systemId) => call("load", systemId, () => states.load(systemId)),
      pack(state, pending, looks) {
        const packed = states.pack(state, pending, looks);
        if (extraBytes === undefined) return packed;
        return { ...packed, sizeBytes: JSON.stringify(pending).length + extraBytes };
      },
      commit: (systemId, base, packed, rules) =>
        call("commit", systemId, () => {
          refuseIf(mishaps.refusesState?.(systemId, packed.effects), "state");
          const own =
            extraBytes === undefined ? packed : states.pack(packed.state, packed.effects, packed.looks);
          return states.commit(systemId, base, own, rules);
        }),
    },
    effects: {
      flush: (systemId, effect) =>
        call("flush", systemId, () => {
          refuseIf(mishaps.refusesEffect?.(effect), "item");
          return effects.flush(systemId, effect);
        }),
    },
    looks: {
      pack: (look, sequenceNumber) => looks.pack(look, sequenceNumber),
      put: (systemId, look) =>
        call("put-look", systemId, () => {
          refuseIf(mishaps.refusesLook?.(look), "look");
          return looks.put(systemId, look);
        }),
    },
    bus: {
      announce: (changes) =>
        call("announce", changes[0]?.systemId ?? null, () => void stores.announced.push(...changes)),
    },
    faults: {
      setAside: (fault) => call("set-aside", fault.systemId, () => void stores.faults.push(fault)),
    },
    rosters: {
      load: (systemId, arrivedAt) => call("load-roster", systemId, () => rosters.load(systemId, arrivedAt)),
      forget: (systemId, unusable) => rosters.forget(systemId, unusable),
      put: (roster, arrivedAt) =>
        call("put-roster", roster.systemId, () => {
          refuseIf(mishaps.refusesRoster?.(roster), "roster");
          return rosters.put(roster, arrivedAt);
        }),
    },
  };
}
