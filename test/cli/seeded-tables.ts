import { coalesce, type Effect } from "../../functions/core/effects.ts";
import { packFlags } from "../../functions/core/flags.ts";
import { type Observation, type PollOutcome, readingsOf } from "../../functions/core/observation.ts";
import { indexRoster, type Roster } from "../../functions/core/roster.ts";
import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import type { PollMemory } from "../../functions/poll/ports.ts";
import { EffectStore } from "../../functions/store/effect-store.ts";
import { PollMemoryStore } from "../../functions/store/poll-memory-store.ts";
import { RosterStore } from "../../functions/store/roster-store.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import { reading, run } from "../core/builders.ts";
import { type DynaliteTables, startDynaliteTables } from "../doubles/tables/dynalite.ts";

/** 10:00 in Lisbon. */
export const T0 = Date.UTC(2026, 4, 4, 9, 0, 0);
export const MINUTE_MS = 60_000;

export interface SeededTables extends DynaliteTables {
  /** Writes what the detector would write for these outcomes. */
  fold(roster: Roster, outcomes: readonly PollOutcome[], ruleBook?: RuleBook): Promise<void>;
  flush(systemId: string, effects: readonly Effect[]): Promise<void>;
  polled(memory: Partial<PollMemory> & { readonly systemId: string }): Promise<void>;
}

/** Starts tables in this process, filled through the stores that the functions use; a directory keeps them. */
export async function startSeededTables(directory: string | null = null): Promise<SeededTables> {
  const { endpoint, client, close } = await startDynaliteTables(directory);
  const states = new StateStore(client, TABLE_NAMES.state);
  const rosters = new RosterStore(client, TABLE_NAMES.state);
  const effects = new EffectStore(client, TABLE_NAMES, () => 0);
  const polls = new PollMemoryStore(client, TABLE_NAMES.polls);
  const flush = async (systemId: string, all: readonly Effect[]) => {
    for (const effect of all) await effects.flush(systemId, effect);
  };
  return {
    endpoint,
    client,
    close,
    flush,
    async fold(roster, outcomes, ruleBook = PLAIN_RULES) {
      await rosters.put(roster, T0);
      const base = await states.load(roster.systemId);
      const { state, effects: all } = run(outcomes, { ruleBook, roster: indexRoster(roster) }, base.state);
      await states.commit(roster.systemId, base, states.pack(state, []), ruleBook);
      await flush(roster.systemId, coalesce(all));
    },
    async polled(memory) {
      const lease = await polls.take(memory.systemId, T0, MINUTE_MS);
      if (lease === null) throw new Error(`${memory.systemId} is not due`);
      await polls.save(lease, { ...lease.memory, ...memory });
    },
  };
}

export function snapshot(systemId: string, minute: number, ...observations: Observation[]): PollOutcome {
  const stations = readingsOf(observations);
  const fetchedAt = T0 + minute * MINUTE_MS;
  return { type: "snapshot", systemId, fetchedAt, publishedAt: null, ttlSeconds: 60, stations };
}

/** Lisbon has a time zone and station names; Porto has neither. */
export const LISBON: Roster = {
  type: "roster",
  systemId: "lisbon",
  fetchedAt: T0,
  timeZone: "Europe/Lisbon",
  stations: [
    station("1", "Rossio", "Praça Dom Pedro IV", 38.7139),
    station("2", 'Cais "do" Sodré, norte', null, 38.7065),
    station("10", "Príncipe Real", "Jardim França Borges", 38.7165),
    station("__proto__", "Ajuda", null, 38.70712),
  ],
};

export const PORTO: Roster = {
  type: "roster",
  systemId: "porto",
  fetchedAt: T0,
  timeZone: null,
  stations: [],
};

function station(stationId: string, name: string, address: string | null, latitude: number) {
  return { stationId, name, address, latitude, longitude: -9.14, capacity: 20 };
}

/**
 * A morning: Rossio is empty from 10:02 to 10:08 and full from 10:12 on; Sodré was empty when first seen;
 * Príncipe Real is closed at 10:06 and gone at 10:12; Porto has one empty station.
 */
export async function seedMorning(tables: SeededTables): Promise<void> {
  const shut = packFlags({ isInstalled: false, isRenting: false, isReturning: false });
  const lisbon = (minute: number, ...stations: Observation[]) => snapshot("lisbon", minute, ...stations);
  await tables.fold(LISBON, [
    lisbon(0, reading("1", 3), reading("2", 0, 20), reading("10", 4), reading("__proto__", 7)),
    lisbon(2, reading("1", 0), reading("2", 0, 20), reading("10", 4), reading("__proto__", 6)),
    lisbon(6, reading("1", 0), reading("2", 0, 20), reading("10", 4, 5, shut), reading("__proto__", 6)),
    lisbon(8, reading("1", 2), reading("2", 0, 20), reading("10", 4, 5, shut), reading("__proto__", 6)),
    lisbon(12, reading("1", 20, 0), reading("2", 0, 20), reading("__proto__", null, null)),
  ]);
  await tables.fold(PORTO, [
    snapshot("porto", 0, reading("1", 1)),
    snapshot("porto", 3, reading("1", 0)),
    snapshot("porto", 11, reading("1", 0)),
  ]);
  const at = T0 + 12 * MINUTE_MS;
  const lastOutcome = "snapshot" as const;
  await tables.polled({ systemId: "lisbon", lastPolledAt: at, nextDueAt: at + 54_000, lastOutcome });
  await tables.polled({ systemId: "porto", lastPolledAt: at, nextDueAt: at + 54_000, lastOutcome });
}
