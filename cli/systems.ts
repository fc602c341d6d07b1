import { NewerStateError, UnusableItem } from "../functions/core/refusal.ts";
import type { RosterIndex } from "../functions/core/roster.ts";
import type { SystemState } from "../functions/core/state.ts";
import type { PollMemory } from "../functions/poll/ports.ts";
import { loadSystems } from "../functions/runtime/load-systems.ts";
import { PollMemoryStore } from "../functions/store/poll-memory-store.ts";
import { RosterStore } from "../functions/store/roster-store.ts";
import { StateStore } from "../functions/store/state-store.ts";
import type { SystemEntry } from "../functions/systems/configuration.ts";
import { timeZoneOf, withoutNames } from "../functions/views/system.ts";
import { printable } from "../functions/words/text.ts";
import { knownTimeZone } from "../functions/words/times.ts";
import type { Connection } from "./connection.ts";
import { systemsFile } from "./systems-file.ts";
import { FAILED, UserError } from "./user-error.ts";
import type { World } from "./world.ts";

/** What the tables know of the systems; each item is read at most once. */
export interface Systems {
  /** Returns every system that was ever polled, sorted by id. */
  polled(): Promise<readonly PollMemory[]>;
  /** Returns the asked id, or those of all systems that were ever polled. */
  ids(asked: string | undefined): Promise<readonly string[]>;
  /** Returns the system's state; null when no record of the system was ever folded. */
  state(systemId: string): Promise<SystemState | null>;
  /** The same; a state that cannot be used is undefined, and said in a line: the other systems' are shown. */
  stateIfUsable(systemId: string): Promise<SystemState | null | undefined>;
  /** Returns the system's roster, or one without stations where none is stored or what is stored cannot be used. */
  roster(systemId: string): Promise<RosterIndex>;
  /** Returns the IANA name of the system's time zone; UTC when that is asked for or the zone is unknown. */
  timeZone(systemId: string, utc?: boolean): Promise<string>;
  /** Returns the error for a system that is not known, which lists those that are. */
  unknown(systemId: string): Promise<UserError>;
}

export function knownSystems(connection: Connection, world: World): Systems {
  const { names, tables } = connection;
  const polls = new PollMemoryStore(tables, names.pollsTable);
  const states = new StateStore(tables, names.stateTable, world.now);
  const rosters = new RosterStore(tables, names.stateTable, world.now);
  const file = systemsFile(connection, world);
  let entries: ReadonlyMap<string, SystemEntry> | null = null;
  const polled = once(async () =>
    (await polls.list()).toSorted((a, b) => (a.systemId < b.systemId ? -1 : 1)),
  );
  const ids = async () => (await polled("")).map(({ systemId }) => systemId);
  const usable = async <T>(reading: Promise<T>): Promise<T | undefined> => {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof UnusableItem || error instanceof NewerStateError)) throw error;
      world.terminal.say(printable(error.message));
      return undefined;
    }
  };
  const roster = once(
    async (systemId) => (await usable(rosters.load(systemId, world.now()))) ?? withoutNames(systemId),
  );
  const state = once(async (systemId) => {
    const { state: stored, version } = await states.load(systemId);
    return version === 0 ? null : stored;
  });
  return {
    polled: () => polled(""),
    ids: async (asked) => (asked === undefined ? await ids() : [asked]),
    state,
    stateIfUsable: once((systemId) => usable(state(systemId))),
    roster,
    timeZone: async (systemId, utc) => {
      if (utc === true) return "UTC";
      entries ??= readEntries(file);
      return knownTimeZone(timeZoneOf(await roster(systemId), entries.get(systemId)));
    },
    unknown: async (systemId) => {
      const known = await ids();
      const others = known.length === 0 ? "none has been polled yet" : `known are ${known.join(", ")}`;
      return new UserError(`no system "${systemId}" is known: ${others}`, FAILED);
    },
  };
}

/** Reads the entries by system id; none from an unusable file, since only time zones are taken from it. */
function readEntries(file: string | null): ReadonlyMap<string, SystemEntry> {
  if (file === null) return new Map();
  try {
    const { systems } = loadSystems({ SYSTEMS_FILE: file });
    return new Map(systems.map((entry) => [entry.systemId, entry]));
  } catch {
    return new Map();
  }
}

function once<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (key) => {
    const known = kept.get(key) ?? read(key);
    kept.set(key, known);
    return known;
  };
}
