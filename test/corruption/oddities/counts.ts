import { eachStation, type Oddity, type Span, stationsOfWhom } from "../oddity.ts";

const DURING: Span = ["17:00", "19:00"];

/** Counts that cannot be true. */
export const COUNTS: readonly Oddity[] = [
  {
    feed: "has no good number of vehicles, and good ones by type",
    handling: "adds up the types",
    during: DURING,
    reply: eachStation(() => ({ num_vehicles_available: null })),
  },
  {
    feed: "sends its counts in quotes, as null, negative or not at all for a while",
    handling: "takes them for unknown, and unknown holds what was",
    during: ["17:30", "17:45"],
    reply: eachStation((station, index) => ({
      num_vehicles_available: [String(station.num_vehicles_available), null, -1, undefined][index % 4],
      num_docks_available: [String(station.num_docks_available), null, -1, undefined][index % 4],
      vehicle_types_available: undefined,
    })),
    unseen: [["17:30", "17:45"]],
    without: { "unknown holds": "untrue" },
  },
  {
    feed: "has no docks at some stations (virtual ones)",
    handling: "says nothing of docks there: they are never full",
    reply: stationsOfWhom(isVirtual, { num_docks_available: undefined }),
    unknowable: (stationId, rule) => rule === "full" && isVirtual(stationId),
    without: { "unknown holds": "untrue" },
  },
  {
    feed: "has 999,999 docks at some stations",
    handling: "takes it as it stands: they are never full",
    reply: stationsOfWhom(isVirtual, { num_docks_available: 999_999 }),
    unknowable: (stationId, rule) => rule === "full" && isVirtual(stationId),
  },
  {
    feed: "has no dock at any station, the whole day",
    handling: "takes docks for unknown, and for nobody's fault",
    reply: eachStation(() => ({ num_docks_available: 0 })),
    unknowable: isFull,
    without: { unreportedDocks: "untrue" },
  },
  {
    feed: "has no dock at any station for two hours",
    handling: "takes docks for unknown while that lasts",
    during: DURING,
    reply: eachStation(() => ({ num_docks_available: 0 })),
    unknowable: isFull,
    unseen: [[...DURING, isFull]],
    without: { unreportedDocks: "untrue" },
  },
  {
    feed: "has zero vehicles at some stations while the types add up to more",
    handling: "takes vehicles for unknown there: which of the two is wrong, nobody knows",
    during: DURING,
    reply: stationsOfWhom(isVirtual, { num_vehicles_available: 0 }),
    unknowable: isEmptyAtVirtual,
    unseen: [[...DURING, isEmptyAtVirtual]],
    without: { contradictedVehicles: "untrue" },
  },
  {
    feed: "has zero docks at some stations while the docks by type add up to more",
    handling: "takes docks for unknown there",
    during: DURING,
    reply: stationsOfWhom(isVirtual, {
      num_docks_available: 0,
      vehicle_docks_available: [{ vehicle_type_ids: ["bike"], count: 4 }],
    }),
    unknowable: isFullAtVirtual,
    unseen: [[...DURING, isFullAtVirtual]],
    without: { contradictedDocks: "untrue" },
  },
  {
    feed: "counts the docks of over-full stations below zero",
    handling: "calls these stations full",
    reply: eachStation(({ num_docks_available: docks }) => (docks === 0 ? { num_docks_available: -2 } : {})),
    without: { contradictedDocks: "missed" },
  },
];

function isFullAtVirtual(stationId: string, rule: string): boolean {
  return rule === "full" && isVirtual(stationId);
}

function isFull(_stationId: string, rule: string): boolean {
  return rule === "full";
}

function isEmptyAtVirtual(stationId: string, rule: string): boolean {
  return rule === "empty" && isVirtual(stationId);
}

function isVirtual(stationId: string): boolean {
  return stationId.endsWith("3");
}
