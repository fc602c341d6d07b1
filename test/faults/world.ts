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
import { MemoryTables } from "../doubles/tables/tables.ts";
import { Answers } from "./answers.ts";
import { SimulatedFeed } from "./feed.ts";
import { FeedServer } from "./feed-server.ts";
import { hostOf, Internet } from "./internet.ts";
import { Ledger } from "./ledger.ts";
import { Mishaps } from "./mishaps.ts";
import { Network, type Wire } from "./network.ts";
import type { Code } from "./newer-code.ts";
import { VirtualTime } from "./virtual-time.ts";

export const SYSTEMS = ["hill", "quay", "__proto__"];

/** What is deployed: rules, and which systems. */
export interface Deployment {
  readonly configuration: SystemsConfiguration;
  readonly version: string;
}

type Settings = { readonly ruleBook: RuleBook } & Retention;

const settings = new WeakMap<Deployment, Map<string, Settings>>();

/** What a deployment says of a system. */
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

/** Everything that outlives a container, and chance. */
export class World {
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly mishaps: Mishaps;
  readonly network: Wire;
  readonly tables: MemoryTables;
  readonly stream: MemoryStream;
  readonly ledger: Ledger;
  readonly answers = new Answers();
  readonly internet: Internet;
  /** Details that came to the bus, in order. */
  readonly announced: string[] = [];
  /** Bodies that came to the faults queue. */
  readonly setAside: string[] = [];
  readonly feeds = new Map<string, SimulatedFeed>();
  readonly systems: readonly string[];
  readonly deployments: readonly Deployment[];
  deployment: Deployment;
  /** Of the detectors that are begun from now on. */
  code: Code = "older";
  /** One city of a size that fills commits, instead of small ones. */
  readonly isLarge: boolean;
  readonly trace: string[] | null;
  /** Told of each put. */
  onPut: (shard: StreamShard) => void = () => {};

  constructor(seed: number, spared: ReadonlySet<number>, traces: boolean, wire: Wire | null = null) {
    const { time } = this;
    this.trace = traces ? [] : null;
    this.random = createRandom(seed);
    const { random } = this;
    this.isLarge = random.chance(LARGE_SHARE);
    this.mishaps = new Mishaps(random, spared, this.isLarge);
    this.systems = SYSTEMS.slice(0, this.isLarge ? 1 : 1 + random.below(SYSTEMS.length));
    this.deployments = deploymentsOf(this.systems);
    this.deployment = this.deployments[random.below(WITH_ALL_SYSTEMS)] as Deployment;
    const now = () => time.now;
    this.network = wire ?? new Network(time, random, this.mishaps, (line) => this.tell(line));
    this.internet = new Internet(time, random, this.mishaps, this.network, this.answers);
    this.ledger = new Ledger(
      (systemId, version) => this.#settings(systemId, version),
      () => this.mishaps.count("commit cut in parts"),
    );
    this.tables = new MemoryTables({
      now,
      isStale: () => this.mishaps.strike("stale read", 10),
      isLeft: () => this.mishaps.strike("items read in part"),
      onWrite: (written) => {
        this.ledger.onWrite(written, (table, key) => this.tables.read(table, key));
        this.answers.onWrite(written);
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
    const { mishaps, answers, isLarge } = this;
    for (const systemId of this.systems) {
      const feed = new SimulatedFeed(random, mishaps, time.now, isLarge);
      this.feeds.set(systemId, feed);
      const server = new FeedServer(feed, random, mishaps, answers, now, isLarge);
      this.internet.serve(hostOf(this.systems, systemId), systemId, server);
    }
  }

  tell(line: string): void {
    this.trace?.push(`${this.time.written()}  ${line}`);
  }

  #settings(systemId: string, version: string): Settings {
    return settingsOf(this.deployments.find((one) => one.version === version) ?? this.deployment, systemId);
  }
}

/** Such a history takes as long as many others. */
const LARGE_SHARE = 1 / 46;
/** The deployments to begin with. */
const WITH_ALL_SYSTEMS = 3;

const deploymentsBySize = new Map<number, readonly Deployment[]>();

/** Rules at once, rules that wait, rules switched off, and a configuration without the last system. */
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
      rules: { empty: { atMost: 1, clearAt: 3, for: "2m", keepFor: "3m" }, closed: { for: "1m" } },
    },
    { systems: entries.map((entry) => ({ ...entry, stations: own })), rules: { full: false } },
    { systems: entries.slice(0, -1), rules: { closed: false } },
  ];
  const deployments = configurations.map((configuration) => ({
    configuration,
    version: configurationVersion(configuration),
  }));
  deploymentsBySize.set(systems.length, deployments);
  return deployments;
}
