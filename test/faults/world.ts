import type { RuleBook } from "../../functions/core/rules.ts";
import {
  type Retention,
  retentionOf,
  type SystemEntry,
  type SystemsConfiguration,
} from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { createRandom, type Random } from "../../local/city/random.ts";
import { MemoryStream, type StreamShard } from "../doubles/stream/stream.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";
import { Answers } from "./answers.ts";
import { SimulatedFeed } from "./feed.ts";
import { FeedServer } from "./feed-server.ts";
import { hostOf, Internet } from "./internet.ts";
import { Ledger } from "./ledger.ts";
import { Mishaps } from "./mishaps.ts";
import { Network, type Wire } from "./network.ts";
import { PeopleLedger } from "./people-ledger.ts";
import { type Code, isReadable, releaseAfter } from "./releases.ts";
import { VirtualTime } from "./virtual-time.ts";

export const SYSTEMS = ["hill", "quay", "__proto__"];

/** What is deployed: rules, and the list of systems. */
export interface Deployment {
  readonly configuration: SystemsConfiguration;
  readonly version: string;
}

type Settings = { readonly ruleBook: RuleBook } & Retention;

const settings = new WeakMap<Deployment, Map<string, Settings>>();

/** A deployment's settings for a system. */
export function settingsOf(deployment: Deployment, systemId: string): Settings {
  const { configuration, version } = deployment;
  const known = settings.get(deployment) ?? new Map<string, Settings>();
  settings.set(deployment, known);
  const own = known.get(systemId) ?? {
    ruleBook: ruleBookOf(configuration, systemId, version),
    ...retentionOf(configuration),
  };
  known.set(systemId, own);
  return own;
}

/**
 * What a history has much of. `small`: some 25 records of up to three systems. `wide`: hundreds of stations that change
 * at once, so that effects, events and commits are cut in parts. `long`: weeks, in which stations come and go.
 */
export type Scale = "small" | "wide" | "long";

/** Everything that survives a container, and chance. */
export class World {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly mishaps: Mishaps;
  readonly network: Wire;
  readonly tables: MemoryTables;
  readonly stream: MemoryStream;
  readonly ledger: Ledger;
  readonly people = new PeopleLedger();
  readonly answers = new Answers();
  readonly internet: Internet;
  /** Details of the events that reached the bus, in order. */
  readonly announced: string[] = [];
  /** Bodies that reached the faults queue. */
  readonly setAside: string[] = [];
  readonly feeds = new Map<string, SimulatedFeed>();
  readonly systems: readonly string[];
  readonly deployments: readonly Deployment[];
  deployment: Deployment;
  /** The code of detectors started from now on. */
  code: Code;
  readonly scale: Scale;
  readonly trace: string[] | null;
  /** Called after each put. */
  onPut: (shard: StreamShard) => void = () => {};

  constructor(seed: number, spared: ReadonlySet<number>, traces: boolean, wire: Wire | null = null) {
    const { time } = this;
    this.trace = traces ? [] : null;
    this.random = createRandom(seed);
    const { random } = this;
    this.scale = scaleOf(seed);
    this.mishaps = new Mishaps(random, spared, this.scale);
    this.systems = SYSTEMS.slice(0, this.scale === "small" ? 1 + random.below(SYSTEMS.length) : 1);
    this.deployments = deploymentsOf(this.systems);
    this.deployment = this.deployments[random.below(WITH_ALL_SYSTEMS)] as Deployment;
    // Format 3 laid out otherwise what its item had no room for, as in a wide city.
    const isOld = this.scale !== "wide" && random.chance(0.3);
    this.code = { release: isOld ? "format 3" : "format 4", isNewRuleOn: random.chance(0.5) };
    const now = () => time.now;
    this.network = wire ?? new Network(time, random, this.mishaps, (line) => this.tell(line));
    this.internet = new Internet(time, random, this.mishaps, this.network, this.answers);
    this.ledger = new Ledger(
      (systemId, { version }) => this.#settings(systemId, version),
      () => this.mishaps.count("commit cut in parts"),
    );
    this.tables = new MemoryTables({
      now,
      isStale: () => this.mishaps.strike("stale read", 10),
      isLeft: () => this.mishaps.strike("items read in part"),
      onWrite: (written) => {
        this.ledger.onWrite(written, (table, key) => this.tables.read(table, key));
        this.people.onWrite(written);
        this.answers.onWrite(written);
        if (this.mishaps.isCalm && written.table === "state" && written.after.item === "state") {
          this.keepReadable([written.after]);
        }
      },
    });
    this.stream = new MemoryStream({
      name: "stream",
      shards: 1 + random.below(2),
      now,
      onPut: (record, shard) => {
        this.ledger.onPut(record);
        this.onPut(shard);
      },
    });
    const { mishaps, answers, scale } = this;
    for (const systemId of this.systems) {
      const feed = new SimulatedFeed(random, mishaps, time.now, scale);
      this.feeds.set(systemId, feed);
      const server = new FeedServer(feed, random, mishaps, answers, now, scale === "wide");
      this.internet.serve(hostOf(this.systems, systemId), systemId, server);
    }
  }

  /** A rollback that came too early, or beside a zombie, is rolled forward again, since nothing else could go on. */
  keepReadable(states: readonly Item[]): void {
    for (const state of states) {
      while (!isReadable(state, this.code.release)) {
        this.code = { ...this.code, release: releaseAfter(this.code.release, 1) };
        this.tell(`deployed the release ${this.code.release}`);
      }
    }
  }

  tell(line: string): void {
    this.trace?.push(`${this.time.written()}  ${line}`);
  }

  #settings(systemId: string, version: string): Settings {
    const deployment = this.deployments.find((one) => one.version === version) ?? this.deployment;
    return settingsOf(deployment, systemId);
  }
}

/** One seed in so many is long, or wide; such a history takes as long as many small ones. */
const LONG_EVERY = 2_000;
const WIDE_EVERY = 460;

function scaleOf(seed: number): Scale {
  if (seed % LONG_EVERY === 0) return "long";
  return seed % WIDE_EVERY === 0 ? "wide" : "small";
}

/** How many of the deployments have every system; a history starts with one of these. */
const WITH_ALL_SYSTEMS = 4;

const deploymentsBySize = new Map<number, readonly Deployment[]>();

/** Deployments with rules at once, rules that wait, rules switched off or on, and one without the last system. */
function deploymentsOf(systems: readonly string[]): readonly Deployment[] {
  const known = deploymentsBySize.get(systems.length);
  if (known !== undefined) return known;
  const entries = systems.map(
    (systemId): SystemEntry => ({
      systemId,
      kind: "gbfs",
      url: `https://${hostOf(systems, systemId)}/gbfs.json`,
    }),
  );
  const own = { a: { rules: { empty: { atMost: 2 } } } };
  const configurations: SystemsConfiguration[] = [
    { systems: entries, retention: { alerts: "15m", windows: "10m" } },
    {
      systems: entries,
      rules: {
        empty: { atMost: 1, clearAt: 3, for: "2m", keepFor: "3m" },
        closed: { for: "1m" },
        // Few stations are a mass here, so that their snapshots are held, new ids among them.
        "feed-flapping": { atLeast: 1 },
      },
    },
    { systems: entries.map((entry) => ({ ...entry, stations: own })), rules: { full: false } },
    { systems: entries, rules: { "few-ebikes": { atMost: 2, keepFor: "1m" } } },
    { systems: entries.slice(0, -1), rules: { closed: false, "few-ebikes": {} } },
  ];
  const deployments = configurations.map((configuration) => ({
    configuration,
    version: configurationVersion(configuration),
  }));
  deploymentsBySize.set(systems.length, deployments);
  return deployments;
}
