import { poll } from "../../functions/poll/poll.ts";
import { newPoller } from "./containers.ts";
import { putGarbage } from "./garbage.ts";
import { SimulatedMapping } from "./mapping.ts";
import type { Fault } from "./mishaps.ts";
import { ORACLES } from "./oracles.ts";
import { type Acknowledgement, lookAfterAlert } from "./people.ts";
import { World } from "./world.ts";

export interface History {
  readonly seed: number;
  /** The first thing that was not as it must be, and which oracle says so; null when all is well. */
  readonly failure: { readonly oracle: string; readonly sentences: readonly string[] } | null;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly records: number;
  readonly commits: number;
  readonly invocations: number;
  readonly alerts: number;
  readonly announced: number;
  /** DynamoDB's request units, of pollers and detectors. */
  readonly writeUnits: number;
  readonly readUnits: number;
  /** How many faults struck or would have, those that were spared included. */
  readonly struck: number;
  readonly trace: readonly string[] | null;
}

export interface HistoryOptions {
  /** Ordinals of faults that do not strike. */
  readonly spared?: ReadonlySet<number>;
  readonly traces?: boolean;
}

/** So that a history stays small: snapshots, rosters and garbage of all its systems together. */
const RECORDS_MAX = 30;
const EVENTS_MAX = 20_000;
const MINUTE_MS = 60_000;
/** Longer than a poller backs off, and than it goes without a whole body. */
const CALM_MS = 16 * MINUTE_MS;
const INVOCATIONS_MAX = 2;

/** One world from its beginning to its end: faults, then calm, then the oracles. The seed decides everything. */
export async function runHistory(seed: number, options: HistoryOptions = {}): Promise<History> {
  const world = new World(seed, options.spared ?? new Set(), options.traces ?? false);
  const mapping = new SimulatedMapping(world);
  const acknowledged: Acknowledgement[] = [];
  const rounds = 3 + world.random.below(Math.floor(RECORDS_MAX / world.systems.length) - 3);
  planRounds(world, mapping, rounds, acknowledged);
  const violations = await drain(world, mapping);
  const ended = { world, givenUp: mapping.givenUp, acknowledged };
  let failure: History["failure"] =
    violations.length === 0 ? null : { oracle: LIVENESS, sentences: violations };
  for (const [oracle, judge] of Object.entries(ORACLES)) {
    const sentences = failure === null ? judge(ended) : [];
    if (sentences.length > 0) failure = { oracle, sentences };
  }
  return {
    seed,
    failure,
    faults: world.mishaps.counts,
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

function planRounds(
  world: World,
  mapping: SimulatedMapping,
  rounds: number,
  acknowledged: Acknowledgement[],
) {
  const { time, random, mishaps } = world;
  let left = rounds;
  const round = () => {
    for (const feed of world.feeds.values()) feed.move(time.now);
    if (mishaps.strike("deployment", 2)) {
      world.deployment = world.deployments[random.below(world.deployments.length)] ?? world.deployment;
      mapping.deploy();
      world.tell(`deployed ${world.deployment.version}`);
    }
    // Soon after a put, when a batch is likely to be under way.
    if (mishaps.strike("checkpoint rewound", 3)) time.after(random.below(2_000), () => mapping.rewind());
    if (mishaps.strike("garbage on the stream", 2)) putGarbage(world);
    if (!mishaps.strike("schedule missed", 2)) startPoll(world);
    if (mishaps.strike("schedule fired twice", 2)) time.after(random.below(40_000), () => startPoll(world));
    if (mishaps.strike("alert looked after by a person", 5)) {
      time.after(random.below(50_000), () => {
        const acknowledgement = lookAfterAlert(world);
        if (acknowledgement === null) return;
        const same = acknowledged.findIndex(({ key }) => key.alertId === acknowledgement.key.alertId);
        if (same !== -1) acknowledged.splice(same, 1);
        acknowledged.push(acknowledgement);
      });
    }
    const silence = mishaps.strike("silence of many minutes") ? (5 + random.below(40)) * MINUTE_MS : 0;
    if (--left > 0) time.after(MINUTE_MS + random.below(1_500) + silence, round);
    else mishaps.isCalm = true;
  };
  time.after(random.below(MINUTE_MS), round);
}

function startPoll(world: World): void {
  const poller = newPoller(world, `poll#${++world.pollers}`);
  const { configuration } = world.deployment;
  poll(configuration, poller.ports).then(
    ({ troubles }) => {
      for (const trouble of troubles) world.tell(`${poller.name} is in trouble: ${trouble}`);
    },
    (error: unknown) => world.ledger.violations.push(`poll threw: ${String(error)}`),
  );
}

/** Lets everything end, then polls once more in calm: that poll must get through, and flush what was left behind. */
async function drain(world: World, mapping: SimulatedMapping): Promise<string[]> {
  if (!(await world.time.runOut(EVENTS_MAX))) return ["the world does not come to rest"];
  if (!mapping.isAtRest()) return ["the mapping has come to a stop with records undone"];
  for (const feed of world.feeds.values()) feed.move(world.time.now);
  const earlier = new Set(world.stream.all());
  const { invocations } = mapping;
  const givenUp = mapping.givenUp.size;
  world.time.after(CALM_MS, () => startPoll(world));
  if (!(await world.time.runOut(EVENTS_MAX))) return ["the world does not come to rest"];
  const added = world.stream.all().filter((record) => !earlier.has(record));
  const configured = world.deployment.configuration.systems;
  const unpolled = configured.filter(
    ({ systemId }) =>
      !added.some(({ message }) => message?.type === "snapshot" && message.systemId === systemId),
  );
  if (unpolled.length > 0) return [`${unpolled[0]?.systemId} was not polled in calm`];
  if (mapping.givenUp.size > givenUp) return ["records were given up in calm"];
  const deliveries = mapping.invocations - invocations;
  if (deliveries > INVOCATIONS_MAX * added.length) {
    return [`${added.length} records in calm took ${deliveries} invocations`];
  }
  return [];
}
