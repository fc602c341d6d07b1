import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { itemsOfValue } from "../../functions/core/item-names.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { detect } from "../../functions/detect/detect.ts";
import type { DetectWorld } from "../../functions/detect/ports.ts";
import { EffectStore } from "../../functions/store/effect-store.ts";
import { HistoryStore } from "../../functions/store/history-store.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { createRandom, type Random } from "../../local/city/random.ts";
import { at, reading, SYSTEM } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";
import { arrived, snapshotOf } from "./records.ts";

/** A feed that has as many stations in each poll, some of them under new ids. */
export interface ChangingFeed {
  readonly stations: number;
  /** How many ids are new in each poll. */
  readonly fresh: number;
  readonly polls: number;
  readonly ruleBook: RuleBook;
}

/** What a feed with changing ids has made of its system. */
export interface Grown {
  /** The most bytes that the packed state took, pending effects apart. */
  readonly stateBytes: number;
  /** The most bytes that the list of ids took. */
  readonly listBytes: number;
  /** Polls that were set aside or are to be retried. */
  readonly jammed: number;
  /** Whether the ids are believed within a few polls, once they stay as they are. */
  readonly recovers: boolean;
}

/** So many polls confirm a snapshot that changes too much at once. */
const POLLS_TO_BELIEVE = 3;
/** Polls from one expiry of items to the next. */
const EXPIRY_POLLS = 60;
const RETENTION = { alertRetentionMs: 3_600_000, windowRetentionMs: 3_600_000 };

/** Takes the feed through the detector, with the tables in memory: a poll a minute, each a batch of its own. */
export async function grownBy({ stations, fresh, polls, ruleBook }: ChangingFeed): Promise<Grown> {
  const random = createRandom(1);
  let now = at(0);
  const tables = new MemoryTables({ now: () => now });
  const size = { stateBytes: 0, listBytes: 0 };
  const world = worldOf(tables, ruleBook, () => now, size);
  let ids = idsOf(random, stations);
  let vehicles = ids.map(() => random.below(12));
  let jammed = 0;
  let observed = 0;
  for (let poll = 0; poll < polls + POLLS_TO_BELIEVE; poll++) {
    if (poll > 0 && poll < polls) ids = [...ids.slice(fresh), ...idsOf(random, fresh)];
    vehicles = vehicles.map((count) => (random.chance(0.1) ? random.below(12) : count));
    now = at(poll);
    const readings = ids.map((id, index) => reading(id, vehicles[index] ?? 0, 12 - (vehicles[index] ?? 0)));
    const records = arrived([snapshotOf(SYSTEM, now, ...readings)]);
    const { tally, retried } = await detect(records, world);
    if (tally.faults + retried > 0) jammed++;
    observed = tally.observed;
    if (poll % EXPIRY_POLLS === 0) tables.expire(() => true);
  }
  return { ...size, jammed, recovers: observed === 1 };
}

function worldOf(
  tables: MemoryTables,
  ruleBook: RuleBook,
  now: () => number,
  size: { stateBytes: number; listBytes: number },
): DetectWorld {
  const client = clientOf<DynamoDBDocumentClient>(tables);
  const states = new StateStore(client, "state", now);
  return {
    states: {
      load: (systemId) => states.load(systemId),
      pack: (state, effects, looks) => states.pack(state, effects, looks),
      async commit(systemId, base, packed, rules) {
        const stored = await states.commit(systemId, base, packed, rules);
        const list = itemsOfValue(stored?.stationsItem).map((item) =>
          tables.read("state", { systemId, item }),
        );
        const listBytes = list.reduce((sum, item) => sum + ((item?.ids ?? []) as Uint8Array).length, 0);
        size.stateBytes = Math.max(size.stateBytes, packed.columns.length);
        size.listBytes = Math.max(size.listBytes, listBytes);
        return stored;
      },
    },
    rosters: { load: async () => null, put: async () => undefined, forget: async () => undefined },
    effects: new EffectStore(client, { alerts: "alerts", windows: "windows", state: "state" }, now),
    looks: new HistoryStore(client, "history", now),
    bus: { announce: async () => undefined },
    faults: { setAside: async () => undefined },
    settingsOf: () => ({ ruleBook, ...RETENTION }),
    flushedVersions: new Map(),
    now,
  };
}

/** Ids that do not pack, as UUIDs do not. */
export function idsOf(random: Random, count: number): string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: 8 }, () => random.below(65_536).toString(16).padStart(4, "0")).join("-"),
  );
}
