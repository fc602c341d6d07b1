import type { AlertsChanged } from "../../functions/core/announcement.ts";
import type { Effect, OpenAlert } from "../../functions/core/effects.ts";
import { RefusedForGood } from "../../functions/core/refusal.ts";
import { indexRoster, type Roster } from "../../functions/core/roster.ts";
import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import type { CityWindow } from "../../functions/core/windows.ts";
import type { DetectWorld, Fault, StoredState } from "../../functions/detect/ports.ts";
import { packState, unpackState } from "../../functions/store/packed-state.ts";

/** A system's state as it is kept: bytes and texts, so that nothing of a container lives on in it. */
interface StateItem {
  readonly version: number;
  readonly stationsItem: string;
  readonly markAt: number | null;
  readonly snapshotAt: number | null;
  readonly columns: Uint8Array;
  readonly pending: string;
}

/** What outlives a container: the tables, and what came to the bus and the faults queue. Keys begin with systemId. */
export class MemoryStores {
  readonly states = new Map<string, StateItem>();
  /** Lists of station ids, as JSON. */
  readonly stationLists = new Map<string, string>();
  readonly forgotten = new Set<string>();
  readonly alerts = new Map<string, OpenAlert>();
  readonly windows = new Map<string, CityWindow & { readonly expiresAt: number }>();
  readonly rosters = new Map<string, Roster>();
  readonly announced: AlertsChanged[] = [];
  readonly faults: Fault[] = [];
  /** Every call of a port that was done, as `commit hill`, in order. */
  readonly done: string[] = [];

  load(systemId: string): StoredState {
    const item = this.states.get(systemId);
    if (item === undefined) return { state: NEW_SYSTEM, version: 0, stationsItem: null, pending: [] };
    const { version, stationsItem, markAt, snapshotAt, columns, pending } = item;
    const stationIds = JSON.parse(this.stationLists.get(`${systemId}/${stationsItem}`) ?? "") as string[];
    const state = unpackState(columns, { stationIds, markAt, snapshotAt });
    return { state, version, stationsItem, pending: JSON.parse(pending) as Effect[] };
  }

  /** Repeats change nothing, as in the tables. */
  apply(systemId: string, effect: Effect): void {
    if (effect.type === "window") {
      const { window, expiresAt } = effect;
      this.windows.set(`${systemId}/${window.startAt}`, { ...window, expiresAt });
      return;
    }
    if (effect.type === "forget-stations") {
      this.forgotten.add(`${systemId}/${effect.item}`);
      return;
    }
    const key = `${systemId}/${effect.alertId}`;
    const alert = this.alerts.get(key);
    if (effect.type === "open" && alert === undefined) this.alerts.set(key, effect);
    if (effect.type === "resolve" && alert !== undefined) {
      this.alerts.set(key, { ...alert, resolution: effect.resolution });
    }
  }
}

export type Port = "load" | "commit" | "flush" | "announce" | "set-aside" | "load-roster" | "put-roster";

/** How the world is out of order. By default it is not. */
export interface Mishaps {
  /** Asked at every call, the first is 0: shall it throw before or after it was done? */
  readonly fails?: (port: Port, call: number, systemId: string | null) => "before" | "after" | null;
  /** How many turns the call waits, so that others come in between. */
  readonly waits?: (call: number) => number;
  readonly refusesState?: (systemId: string, effects: readonly Effect[]) => boolean;
  readonly refusesEffect?: (effect: Effect) => boolean;
  readonly refusesRoster?: (roster: Roster) => boolean;
  /** What a commit weighs beyond its columns and effects. */
  readonly extraBytes?: number;
  readonly ruleBook?: RuleBook;
}

export const RETENTION = { alertRetentionMs: 90 * 86_400_000, windowRetentionMs: 400 * 86_400_000 };

/** The world as one container sees it. */
export function container(stores: MemoryStores, mishaps: Mishaps = {}): DetectWorld {
  let calls = 0;
  async function call<T>(port: Port, systemId: string | null, work: () => T): Promise<T> {
    const number = calls++;
    for (let turns = mishaps.waits?.(number) ?? 0; turns > 0; turns--) await null;
    const fate = mishaps.fails?.(port, number, systemId) ?? null;
    if (fate === "before") throw new Error(`${port} did not get through`);
    const done = work();
    stores.done.push(`${port} ${systemId ?? "-"}`);
    if (fate === "after") throw new Error(`${port} got no answer`);
    return done;
  }

  return {
    flushedVersions: new Map(),
    settingsOf: () => ({ ruleBook: mishaps.ruleBook ?? PLAIN_RULES, ...RETENTION }),
    states: {
      load: (systemId) => call("load", systemId, () => stores.load(systemId)),
      pack(state, effects) {
        const columns = packState(state);
        const pending = JSON.stringify(effects);
        const sizeBytes = columns.length + pending.length + (mishaps.extraBytes ?? 0);
        return { state, effects, columns, pending, sizeBytes };
      },
      commit: (systemId, base, { state, effects, columns }) =>
        call("commit", systemId, () => {
          const version = base.version + 1;
          if (mishaps.refusesState?.(systemId, effects)) throw new RefusedForGood("the state is too large");
          const kept = base.stationsItem !== null && state.stationIds === base.state.stationIds;
          const stationsItem = kept ? String(base.stationsItem) : `stations/${version}-${state.stationIds}`;
          if (!kept) stores.stationLists.set(`${systemId}/${stationsItem}`, JSON.stringify(state.stationIds));
          if ((stores.states.get(systemId)?.version ?? 0) !== base.version) return null;
          const { markAt, snapshotAt } = state;
          const pending = JSON.stringify(effects);
          stores.states.set(systemId, { version, stationsItem, markAt, snapshotAt, columns, pending });
          return { state, version, stationsItem, pending: effects };
        }),
    },
    effects: {
      flush: (systemId, effect) =>
        call("flush", systemId, () => {
          if (mishaps.refusesEffect?.(effect)) throw new RefusedForGood("the item is too large");
          stores.apply(systemId, effect);
        }),
    },
    bus: {
      announce: (changes) =>
        call("announce", changes[0]?.systemId ?? null, () => {
          stores.announced.push(...changes);
        }),
    },
    faults: {
      setAside: (fault) =>
        call("set-aside", fault.systemId, () => {
          stores.faults.push(fault);
        }),
    },
    rosters: {
      load: (systemId) =>
        call("load-roster", systemId, () => {
          const roster = stores.rosters.get(systemId);
          return roster === undefined ? null : indexRoster(roster);
        }),
      put: (roster) =>
        call("put-roster", roster.systemId, () => {
          if (mishaps.refusesRoster?.(roster)) throw new RefusedForGood("the roster is too large");
          const known = stores.rosters.get(roster.systemId)?.fetchedAt ?? Number.NEGATIVE_INFINITY;
          if (known < roster.fetchedAt) stores.rosters.set(roster.systemId, roster);
        }),
    },
  };
}
