import { NewerStateError, UnusableItem } from "../functions/core/refusal.ts";
import type { RosterIndex } from "../functions/core/roster.ts";
import type { RuleBook } from "../functions/core/rules.ts";
import type { SystemState } from "../functions/core/state.ts";
import type { StoredState } from "../functions/detect/ports.ts";
import type { PolledMemory, PollMemory } from "../functions/poll/ports.ts";
import { loadSystems } from "../functions/runtime/load-systems.ts";
import { PollMemoryStore } from "../functions/store/poll-memory-store.ts";
import { RosterStore } from "../functions/store/roster-store.ts";
import { RuleBookStore } from "../functions/store/rule-book-store.ts";
import { StateStore } from "../functions/store/state-store.ts";
import {
  type Retention,
  retentionOf,
  type SystemEntry,
  type SystemsConfiguration,
} from "../functions/systems/configuration.ts";
import { ruleBookOf } from "../functions/systems/rule-settings.ts";
import { timeZoneOf, withoutNames } from "../functions/views/system.ts";
import { printable, quoted } from "../functions/words/text.ts";
import { knownTimeZone } from "../functions/words/times.ts";
import type { Connection } from "./connection.ts";
import { systemsFile } from "./systems-file.ts";
import { type Known, unknownError } from "./unknown.ts";
import type { World } from "./world.ts";

/** What the tables know of the systems; each item is read at most once. */
export interface Systems {
  /** Returns every system that was ever polled, sorted by id. */
  polled(): Promise<readonly PolledMemory[]>;
  /**
   * Returns what the poller remembers of the asked systems, or of all that were ever polled. A system of systems.json
   * that was never polled has an empty memory. Throws a UserError for an id that neither knows.
   */
  asked(ids: readonly string[] | undefined): Promise<readonly PollMemory[]>;
  /** Returns the system's state; null when no record of the system was ever folded. Rejects for an unreadable one. */
  state(systemId: string): Promise<SystemState | null>;
  /** The same; a state that cannot be used is undefined, and said in a line: the other systems' are shown. */
  stateIfUsable(systemId: string): Promise<SystemState | null | undefined>;
  /** Returns what is stored as its roster, null for none. Rejects for one that cannot be used. */
  storedRoster(systemId: string): Promise<RosterIndex | null>;
  /** Returns the system's roster, or one without stations where none is stored or what is stored cannot be used. */
  roster(systemId: string): Promise<RosterIndex>;
  /** Returns the stations that the state or the roster has; undefined where the state cannot be used, and may have more. */
  stations(systemId: string): Promise<readonly Known[] | undefined>;
  /** Returns the IANA name of the system's time zone; UTC when that is asked for or the zone is unknown. */
  timeZone(systemId: string, utc?: boolean): Promise<string>;
  /** Returns what the systems.json that counts here says; null without one that can be used. */
  configuration(): SystemsConfiguration | null;
  /** Returns the system's entry in systems.json; undefined where it has none. */
  entry(systemId: string): SystemEntry | undefined;
  /** Returns the rules of this version, as they are kept; null where they are not, or cannot be used. */
  ruleBook(systemId: string, version: string): Promise<RuleBook | null>;
  /** Returns the rules by which the system was judged last; null where only the deployed functions know them. */
  rules(systemId: string): Promise<RuleBook | null>;
  /** Returns how long things are kept, by the file if there is a good one. */
  retention(): Retention;
}

export function knownSystems(connection: Connection, world: World): Systems {
  const { names, tables } = connection;
  const polls = new PollMemoryStore(tables, names.pollsTable);
  const states = new StateStore(tables, names.stateTable, world.now);
  const books = new RuleBookStore(tables, names.stateTable);
  const rosters = new RosterStore(tables, names.stateTable, world.now);
  let read: Configured | null = null;
  const configured = () => {
    read ??= readConfiguration(systemsFile(connection, world));
    return read;
  };
  const polled = once(async () =>
    (await polls.list()).toSorted((a, b) => (a.systemId < b.systemId ? -1 : 1)),
  );
  const usable = async <T>(reading: Promise<T>): Promise<T | undefined> => {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof UnusableItem || error instanceof NewerStateError)) throw error;
      world.terminal.say(printable(error.message));
      return undefined;
    }
  };
  const storedRoster = once((systemId) => rosters.load(systemId, world.now()));
  const roster = once(async (systemId) => (await usable(storedRoster(systemId))) ?? withoutNames(systemId));
  const stored = once((systemId) => states.load(systemId));
  const state = once(async (systemId) => stateIn(await stored(systemId)));
  const storedIfUsable = once((systemId) => usable(stored(systemId)));
  const stateIfUsable = once(async (systemId) => {
    const known = await storedIfUsable(systemId);
    return known && stateIn(known);
  });
  const storedBook = once(async (key) => {
    const [systemId = "", version = ""] = JSON.parse(key) as string[];
    return (await usable(books.load(systemId, version))) ?? null;
  });
  const ruleBook = (systemId: string, version: string) => storedBook(JSON.stringify([systemId, version]));
  return {
    polled: () => polled(""),
    asked: async (ids) => {
      if (ids === undefined) return await polled("");
      const { memories, failures } = await polls.recall([...new Set(ids)]);
      if (failures.length === 0 && memories.every(({ lastPolledAt }) => lastPolledAt !== null))
        return memories;
      const known = new Set([
        ...(await polled("")).map(({ systemId }) => systemId),
        ...configured().entries.keys(),
      ]);
      for (const systemId of ids) {
        if (known.has(systemId)) continue;
        throw unknownError(
          `no system ${quoted(systemId)} is known`,
          systemId,
          [...known].sort().map((id) => ({ id })),
          "none has been polled yet",
        );
      }
      return memories;
    },
    state,
    stateIfUsable,
    stations: async (systemId) => {
      const known = await stateIfUsable(systemId);
      if (known === undefined) return undefined;
      const { byId } = await roster(systemId);
      const ids = new Set([...(known?.stationIds ?? []), ...byId.keys()]);
      return [...ids].map((id) => ({ id, name: byId.get(id)?.name }));
    },
    storedRoster,
    roster,
    timeZone: async (systemId, utc) => {
      if (utc === true) return "UTC";
      return knownTimeZone(timeZoneOf(await roster(systemId), configured().entries.get(systemId)));
    },
    configuration: () => configured().configuration,
    entry: (systemId) => configured().entries.get(systemId),
    ruleBook,
    rules: async (systemId) => {
      // What is deployed may have been deployed from another file than the one that lies here.
      const version = (await storedIfUsable(systemId))?.ruleVersion ?? null;
      const kept = version === null ? null : await ruleBook(systemId, version);
      if (kept !== null) return kept;
      // Older code has kept no rules.
      const { configuration } = configured();
      if (connection.running === null || configuration === null) return null;
      return ruleBookOf(configuration, systemId, "");
    },
    retention: () => retentionOf(configured().configuration ?? { systems: [] }),
  };
}

function stateIn({ version, state }: StoredState): SystemState | null {
  return version === 0 ? null : state;
}

interface Configured {
  readonly configuration: SystemsConfiguration | null;
  readonly entries: ReadonlyMap<string, SystemEntry>;
}

/** Reads the file; nothing from an unusable one, since `systems check` and `doctor` tell what is wrong with it. */
function readConfiguration(file: string | null): Configured {
  if (file === null) return { configuration: null, entries: new Map() };
  try {
    const configuration = loadSystems({ SYSTEMS_FILE: file });
    return { configuration, entries: new Map(configuration.systems.map((entry) => [entry.systemId, entry])) };
  } catch {
    return { configuration: null, entries: new Map() };
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
