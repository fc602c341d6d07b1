import { createRandom, type Random } from "../../../local/city/random.ts";

/**
 * The world that the bench simulates. How the systems lie on hosts is as in the public catalogue of July 2026 (1,520
 * systems on 133 hosts); everything else is made up, by these rules and a seed.
 */
const SYSTEMS_OF_LARGE_HOSTS: readonly number[] = [
  347, 203, 180, 124, 90, 57, 45, 41, 38, 36, 36, 28, 24, 21, 19, 19, 18, 17, 12, 11, 8, 8, 5, 5, 4, 3, 3, 3,
  3, 3, 3, 2, 2, 2, 2,
];
const HOSTS_OF_ONE = 98;

/** Stations of a system: log-normal, so that one in twenty has more than 290 and one in two hundred more than 880. */
const STATIONS_MEDIAN = 40;
const STATIONS_SIGMA = 1.2;
const STATIONS_MAX = 2_400;
/** A few are as large as the largest there are. */
const LARGEST: readonly number[] = [2_400, 2_000, 1_800, 1_500, 1_300, 1_100, 1_000];
/** Bodies are made once for each of so many sizes. */
const SIZES_MAX = 40;

/** How long a host takes before it answers. The large ones are content networks, and near. */
const LATENCY_MS = { large: [20, 45], small: [20, 200] } as const;
const LARGE_HOST_SYSTEMS = 100;
/** One in thirty small hosts is slow. */
const SLOW_SHARE = 0.03;
const SLOW_MS = [1_000, 4_000] as const;

const FAILING_SHARE = 0.05;
const HANGING_SHARE = 0.02;
/** Systems of the hosts that get into trouble, beside those of one: a host of several takes its systems with it. */
const FAILING_WITH_MANY = 19;
const HANGING_WITH_MANY = 8;

export type Trouble = "none" | "fails" | "resets" | "hangs";

export interface PlannedHost {
  readonly latencyMs: number;
  /** What befalls it once the troubles begin. */
  readonly trouble: Trouble;
  readonly systems: readonly PlannedSystem[];
}

export interface PlannedSystem {
  readonly systemId: string;
  readonly stations: number;
  /** Does it answer 304 to who has the body? */
  readonly hasEtags: boolean;
  readonly isGzipped: boolean;
  /** In one round of so many it says what it has said before. */
  readonly changesEvery: number;
}

export function planWorld(seed: number): PlannedHost[] {
  const random = createRandom(seed);
  const counts = [...SYSTEMS_OF_LARGE_HOSTS, ...Array.from({ length: HOSTS_OF_ONE }, () => 1)];
  const sizes = sizesOf(
    counts.reduce((sum, count) => sum + count, 0),
    random,
  );
  const troubles = troublesOf(counts);
  let number = 0;
  return counts.map((count, index) => ({
    latencyMs: Math.round(latencyOf(count, random)),
    trouble: troubles.get(index) ?? "none",
    systems: Array.from({ length: count }, () => ({
      systemId: `system-${number}`,
      stations: sizes[number++] ?? STATIONS_MEDIAN,
      hasEtags: random.chance(0.5),
      isGzipped: random.chance(0.7),
      changesEvery: random.chance(0.3) ? 3 : 1,
    })),
  }));
}

function sizesOf(systems: number, random: Random): number[] {
  const drawn = Array.from({ length: systems }, () =>
    Math.min(
      Math.max(Math.round(STATIONS_MEDIAN * Math.exp(STATIONS_SIGMA * normal(random))), 1),
      STATIONS_MAX,
    ),
  );
  for (const size of LARGEST) drawn[random.below(systems)] = size;
  const classes = [...drawn].sort((a, b) => a - b);
  const step = Math.ceil(systems / (SIZES_MAX - LARGEST.length));
  const known = [...new Set([...classes.filter((_, index) => index % step === step - 1), ...LARGEST])];
  known.sort((a, b) => a - b);
  return drawn.map((size) => known.find((one) => one >= size) ?? STATIONS_MAX);
}

/** Box and Muller's. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function latencyOf(systems: number, random: Random): number {
  if (systems >= LARGE_HOST_SYSTEMS) return random.between(...LATENCY_MS.large);
  return systems === 1 && random.chance(SLOW_SHARE)
    ? random.between(...SLOW_MS)
    : random.between(...LATENCY_MS.small);
}

/** By index of the host: one host of several systems of each kind, the others of one. */
function troublesOf(counts: readonly number[]): Map<number, Trouble> {
  const failing = Math.round(counts.length * FAILING_SHARE);
  const hanging = Math.round(counts.length * HANGING_SHARE);
  const troubles = new Map<number, Trouble>([
    [counts.indexOf(FAILING_WITH_MANY), "fails"],
    [counts.indexOf(HANGING_WITH_MANY), "hangs"],
  ]);
  let next = SYSTEMS_OF_LARGE_HOSTS.length;
  for (let index = 1; index < failing; index++) troubles.set(next++, index % 2 === 0 ? "fails" : "resets");
  for (let index = 1; index < hanging; index++) troubles.set(next++, "hangs");
  return troubles;
}
