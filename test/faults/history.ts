import type { Item } from "../doubles/tables/expressions.ts";
import { expireItems } from "./expiry.ts";
import { putGarbage, putLateNames } from "./garbage.ts";
import { SimulatedMapping } from "./mapping.ts";
import { messageIn } from "./message-in.ts";
import type { Fault } from "./mishaps.ts";
import { ORACLES } from "./oracles.ts";
import { act } from "./people.ts";
import { SimulatedPollers } from "./pollers.ts";
import { isReadable, releaseAfter } from "./releases.ts";
import { canMerge, canSplit, mergeAny, splitAny } from "./resharding.ts";
import { spoilState } from "./spoiling.ts";
import { type Scale, World } from "./world.ts";

export interface History {
  readonly seed: number;
  /** The first oracle that found something wrong, and its sentences; null when all is well. */
  readonly failure: { readonly oracle: string; readonly sentences: readonly string[] } | null;
  readonly scale: Scale;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly days: number;
  /** Commits with so many effects that they are flushed in groups. */
  readonly groups: number;
  /** Events that are told in parts. */
  readonly parts: number;
  readonly records: number;
  readonly commits: number;
  readonly invocations: number;
  readonly alerts: number;
  readonly announced: number;
  /** Request units of DynamoDB, for pollers and detectors together. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** How many faults struck or would have, including the spared ones. */
  readonly struck: number;
  readonly trace: readonly string[] | null;
}

export interface HistoryOptions {
  /** Ordinals of faults that do not strike. */
  readonly spared?: ReadonlySet<number>;
  readonly traces?: boolean;
}

/** Limits the snapshots, rosters and garbage of all systems together, so that a history stays small. */
const RECORDS_MAX: Readonly<Record<Scale, number>> = { small: 25, wide: 7, long: 320 };
const ROUNDS_MIN: Readonly<Record<Scale, number>> = { small: 3, wide: 3, long: 240 };
/** A wide city needs more: each alert that changes is a request of its own. */
const EVENTS_MAX: Readonly<Record<Scale, number>> = { small: 20_000, wide: 500_000, long: 500_000 };
/** How often a long history rests, and for how long at most. */
const REST_SHARE = 0.15;
const REST_MS_MAX = 24 * 60 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const MINUTE_MS = 60_000;
/** Longer than a poller backs off, and longer than it goes without a whole body. */
const CALM_MS = 16 * MINUTE_MS;
/** A system that has left is reported at least once a day. */
const CALM_DAY_MS = DAY_MS + CALM_MS;
const INVOCATIONS_MAX = 2;

/** Runs one world from beginning to end: faults, then calm, then the oracles. The seed decides everything. */
export async function runHistory(seed: number, options: HistoryOptions = {}): Promise<History> {
  const world = new World(seed, options.spared ?? new Set(), options.traces ?? false);
  const mapping = new SimulatedMapping(world);
  const pollers = new SimulatedPollers(world);
  const recordsMax = RECORDS_MAX[world.scale];
  const roundsMin = ROUNDS_MIN[world.scale];
  const rounds = roundsMin + world.random.below(Math.floor(recordsMax / world.systems.length) - roundsMin);
  planRounds(world, mapping, pollers, rounds);
  const violations = await drain(world, mapping, pollers);
  const ended = { world, givenUp: mapping.givenUp };
  let failure: History["failure"] =
    violations.length === 0 ? null : { oracle: LIVENESS, sentences: violations };
  for (const [oracle, judge] of Object.entries(ORACLES)) {
    const sentences = failure === null ? judge(ended) : [];
    if (sentences.length > 0) failure = { oracle, sentences };
  }
  return {
    seed,
    failure,
    scale: world.scale,
    faults: world.mishaps.counts,
    days: world.time.days,
    groups: world.ledger.groups,
    parts: [...world.ledger.events.values()].filter(({ part, parts }) => part === 1 && parts > 1).length,
    records: world.stream.all().length,
    commits: world.ledger.commits,
    invocations: mapping.invocations,
    alerts: world.tables.all("alerts").length,
    announced: world.announced.length,
    writeUnits: world.tables.units.write,
    readUnits: world.tables.units.read,
    struck: world.mishaps.struck,
    trace: world.trace,
  };
}

export const LIVENESS = "in calm, everything is done within two deliveries of a record";

function planRounds(world: World, mapping: SimulatedMapping, pollers: SimulatedPollers, rounds: number) {
  const { time, random, mishaps } = world;
  let left = rounds;
  const round = () => {
    mapping.resume();
    for (const feed of world.feeds.values()) feed.move(time.now);
    if (mishaps.strike("deployment", 2)) {
      world.deployment = world.deployments[random.below(world.deployments.length)] ?? world.deployment;
      mapping.deploy();
      pollers.deploy();
      world.tell(`deployed ${world.deployment.version}`);
    }
    if (changeCode(world)) mapping.deploy();
    reshard(world, mapping);
    time.after(random.below(MINUTE_MS), () => expireItems(world));
    // Soon after a put, when a batch is likely to be under way.
    if (mishaps.strike("checkpoint rewound", 3)) time.after(random.below(2_000), () => mapping.rewind());
    if (mishaps.strike("garbage on the stream", 2)) putGarbage(world);
    if (mishaps.strike("names come late", 2)) putLateNames(world);
    if (mishaps.strike("state spoiled", 2)) time.after(random.below(50_000), () => spoilState(world));
    if (!mishaps.strike("schedule missed", 2)) pollers.start();
    if (mishaps.strike("schedule fired twice", 2)) time.after(random.below(40_000), () => pollers.start());
    // Often while the detector is at the alerts.
    if (mishaps.strike("alert looked after by a person", 5))
      time.after(random.below(random.chance(0.5) ? 2_000 : 50_000), () => act(world));
    const minutes = mishaps.strike("silence of many minutes") ? 5 + random.below(40) : 0;
    const silenceMs = mishaps.strike("silence of days") ? random.below(3 * DAY_MS) : minutes * MINUTE_MS;
    if (--left === 0) {
      mishaps.isCalm = true;
      world.keepReadable(states(world));
      return;
    }
    const restMs = world.scale === "long" && random.chance(REST_SHARE) ? random.below(REST_MS_MAX) : 0;
    time.after(MINUTE_MS + random.below(1_500) + silenceMs + restMs, round);
    if (silenceMs > 0 && mishaps.strike("detector switched off meanwhile", 10)) {
      time.after(random.below(3_000), () => mapping.suspend());
    }
  };
  time.after(random.below(MINUTE_MS), round);
}

function states({ tables }: World): Item[] {
  return tables.all("state").filter(({ item }) => item === "state");
}

/** Deploys a newer release, switches its rule, or rolls back; returns whether the code changed. */
function changeCode(world: World): boolean {
  const { mishaps, code } = world;
  const newer = releaseAfter(code.release, 1);
  if (newer !== code.release && mishaps.strike("newer code beside older", 2)) {
    world.code = { ...code, release: newer };
  } else if (mishaps.strike("rule of newer code switched on or off", 4)) {
    world.code = { ...code, isNewRuleOn: !code.isNewRuleOn };
  } else if (
    code.release === "a rule more" &&
    !code.isNewRuleOn &&
    states(world).every((state) => isReadable(state, "format 4")) &&
    mishaps.strike("deployment rolled back past a rule", 8)
  ) {
    world.code = { ...code, release: "format 4" };
  }
  if (world.code !== code) world.tell(`deployed the release ${world.code.release}`);
  return world.code !== code;
}

function reshard({ mishaps, stream, random }: World, mapping: SimulatedMapping): void {
  if (canSplit(stream) && mishaps.strike("shard split", 2)) mapping.reshard(splitAny(stream, random.below));
  if (canMerge(stream) && mishaps.strike("shards merged", 4)) mapping.reshard(mergeAny(stream, random.below));
}

/** Lets everything end, then polls once more in calm: that poll must succeed and flush what is still pending. */
async function drain(world: World, mapping: SimulatedMapping, pollers: SimulatedPollers): Promise<string[]> {
  const eventsMax = EVENTS_MAX[world.scale];
  if (!(await world.time.runOut(eventsMax))) return ["the world does not come to rest"];
  if (!mapping.isAtRest()) return ["the mapping has come to a stop with records undone"];
  for (const feed of world.feeds.values()) feed.move(world.time.now);
  const earlier = new Set(world.stream.all());
  const { invocations } = mapping;
  const givenUp = mapping.givenUp.size;
  const { systems: configured } = world.deployment.configuration;
  world.time.after(configured.length < world.systems.length ? CALM_DAY_MS : CALM_MS, () => pollers.start());
  if (!(await world.time.runOut(eventsMax))) return ["the world does not come to rest"];
  const added = world.stream.all().filter((record) => !earlier.has(record));
  const unpolled = configured.filter(
    ({ systemId }) =>
      !added.some((record) => {
        const message = messageIn(record);
        return message?.type === "snapshot" && message.systemId === systemId;
      }),
  );
  if (unpolled.length > 0) return [`${unpolled[0]?.systemId} was not polled in calm`];
  if (mapping.givenUp.size > givenUp) return ["records were given up in calm"];
  const deliveries = mapping.invocations - invocations;
  if (deliveries > INVOCATIONS_MAX * added.length) {
    return [`${added.length} records in calm took ${deliveries} invocations`];
  }
  return [];
}
