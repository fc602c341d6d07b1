import fc from "fast-check";
import type { Columns } from "../../functions/core/columns.ts";
import { packFlags } from "../../functions/core/flags.ts";
import type { PastLook } from "../../functions/core/past.ts";
import type { NaiveLook, NaiveStation } from "./naive-levels.ts";

const MINUTE_MS = 60_000;

/** One poll of a random past: how long after the one before, what became of it, and what it changes. */
interface Happening {
  readonly minutes: number;
  readonly seconds: number;
  readonly kind:
    | "seen"
    | "still"
    | "confirmed"
    | "held"
    | "failed"
    | "dropped"
    | "retired"
    | "unreadable"
    | "missing"
    | "lost";
  readonly changes: readonly {
    readonly station: number;
    readonly reading: NaiveStation["reading"];
    readonly isOutside: boolean;
  }[];
  /** The stations that the list has from here on; null: those that it had. */
  readonly listed: readonly number[] | null;
  readonly tellsChanges: boolean;
  readonly isFrozen: boolean;
  /** A reader says that something is missing before the look, where its times do not. */
  readonly saysHole: boolean;
}

const flag = fc.constantFrom(true, true, true, true, false, null);
const count = fc.constantFrom(0, 0, 1, 2, null);
const reading = fc.record({
  isInstalled: flag,
  isRenting: flag,
  isReturning: flag,
  vehicles: count,
  docks: count,
});

const happening: fc.Arbitrary<Happening> = fc.record({
  minutes: fc.constantFrom(1, 1, 2, 3, 5, 10, 29, 30, 31, 45, 200),
  seconds: fc.oneof(fc.constant(0), fc.nat(59)),
  kind: fc.constantFrom(
    ...(["seen", "seen", "seen", "seen", "still", "still", "still", "confirmed", "held", "failed"] as const),
    ...(["dropped", "retired", "unreadable", "missing", "lost"] as const),
  ),
  changes: fc.array(
    fc.record({
      station: fc.nat(5),
      reading: fc.option(reading, { freq: 5, nil: null }),
      isOutside: fc.constantFrom(false, false, false, true),
    }),
    { maxLength: 4 },
  ),
  listed: fc.option(fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 6 }), { freq: 1, nil: null }),
  tellsChanges: fc.boolean(),
  isFrozen: fc.constantFrom(false, false, true),
  saysHole: fc.constantFrom(false, false, false, false, false, true),
});

export interface RandomPast {
  readonly looks: readonly PastLook[];
  readonly naive: readonly NaiveLook[];
  readonly from: number;
  readonly to: number;
}

/** Random pasts of six stations, as readers of history give them out, and as plain objects. */
export function pasts(startAt: number, maxLength = 40): fc.Arbitrary<RandomPast> {
  return fc.array(happening, { minLength: 1, maxLength }).map((happenings) => pastOf(startAt, happenings));
}

const IN_SERVICE: NaiveStation = {
  reading: { isInstalled: true, isRenting: true, isReturning: true, vehicles: 3, docks: 3 },
  isOutside: false,
};

function pastOf(startAt: number, happenings: readonly Happening[]): RandomPast {
  const looks: PastLook[] = [];
  const naive: NaiveLook[] = [];
  let at = startAt;
  let previousAt: number | null = null;
  let stations = new Map<string, NaiveStation>([0, 1, 2].map((one) => [`s${one}`, IN_SERVICE]));
  let stationIds = [...stations.keys()];
  let heldSince: number | null = null;
  let stillSince: number | null = null;
  let isFrozen = false;
  let isCompared = false;
  for (const one of happenings) {
    at += one.minutes * MINUTE_MS + one.seconds * 1_000;
    const base = { at, previousAt, reason: null, ruleVersion: "plain", believed: null, hole: null };
    const nothing = { at, since: at, frozenSince: null, isAfterHole: false, stations: new Map() };
    previousAt = at;
    // A poll that showed nothing is lost.
    if (one.kind === "lost") continue;
    if (one.kind === "missing") {
      // What is missing may have been believed, so it ends a hold and a frost that began before.
      [heldSince, stillSince, isFrozen, isCompared] = [null, null, false, false];
      continue;
    }
    if (one.kind === "retired" || one.kind === "unreadable") {
      const verdict = one.kind === "retired" ? "retired" : "observed";
      looks.push({ ...base, verdict, hole: one.kind === "retired" ? null : "ids change too fast" });
      naive.push({ ...nothing, kind: one.kind });
      [heldSince, stillSince, isFrozen, isCompared] = [null, null, false, false];
      continue;
    }
    if (one.kind === "held" || one.kind === "failed" || one.kind === "dropped") {
      if (one.kind === "held") heldSince ??= at;
      looks.push({ ...base, verdict: one.kind });
      naive.push({ ...nothing, kind: "nothing" });
      continue;
    }
    const hole = one.saysHole && looks.length > 0 ? "the look before it is missing" : null;
    if (hole !== null) [heldSince, isCompared] = [null, false];
    const since: number = one.kind === "confirmed" ? (heldSince ?? at) : at;
    heldSince = null;
    const before = stations;
    if (one.kind !== "still") {
      stations = new Map(stations);
      if (one.listed !== null) {
        const ids = one.listed.map((station) => `s${station}`);
        stations = new Map(ids.map((id) => [id, before.get(id) ?? { reading: null, isOutside: false }]));
        stationIds = ids;
      }
      for (const { station, reading: read, isOutside } of one.changes) {
        const id = `s${station}`;
        if (stations.has(id)) stations.set(id, { reading: read, isOutside });
      }
    }
    const isStill = isCompared && JSON.stringify([...before]) === JSON.stringify([...stations]);
    stillSince = isStill ? (stillSince ?? at) : null;
    isFrozen = stillSince !== null && (isFrozen || one.isFrozen);
    isCompared = true;
    const frozenSince = isFrozen ? stillSince : null;
    const values = stationIds.map((id) => stations.get(id) as NaiveStation);
    const isSameList = before.size === stations.size && stationIds.every((id) => before.has(id));
    const changed = stationIds.flatMap((id, column) => (before.get(id) === stations.get(id) ? [] : [column]));
    const outside = values.map(({ isOutside }) => isOutside);
    looks.push({
      ...base,
      hole,
      verdict: "observed",
      believed: {
        since,
        frozenSince,
        outside: outside.includes(true) ? (outside.every(Boolean) ? "all" : outside) : null,
        stationIds,
        columns: columnsOf(values),
        changed: one.tellsChanges && isSameList ? changed : null,
      },
    });
    naive.push({ ...nothing, kind: "seen", since, frozenSince, stations });
  }
  for (const [index, look] of naive.entries()) {
    const { previousAt: told, believed, hole } = looks[index] as PastLook;
    const isBroken = index > 0 && told !== looks[index - 1]?.at;
    naive[index] = { ...look, isAfterHole: isBroken || (believed !== null && hole !== null) };
  }
  return { looks, naive, from: startAt, to: at };
}

function columnsOf(stations: readonly NaiveStation[]): Columns {
  return {
    present: stations.map(({ reading: read }) => read !== null),
    vehicles: stations.map(({ reading: read }) => read?.vehicles ?? null),
    docks: stations.map(({ reading: read }) => read?.docks ?? null),
    flags: stations.map(({ reading: read }) => (read === null ? 0 : packFlags(read))),
  };
}
