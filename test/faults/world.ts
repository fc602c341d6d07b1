import type { RuleBook } from "../../functions/core/rules.ts";
import {
  retentionOf,
  ruleBookOf,
  type SystemEntry,
  type SystemsConfiguration,
} from "../../functions/systems/configuration.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { createRandom, type Random } from "../../local/city/random.ts";
import { SimulatedFeed } from "./feed.ts";
import { Ledger } from "./ledger.ts";
import { Mishaps } from "./mishaps.ts";
import { Network, type Wire } from "./network.ts";
import { MemoryStream } from "./stream.ts";
import { MemoryTables } from "./tables.ts";
import { VirtualTime } from "./virtual-time.ts";

export const SYSTEMS = ["hill", "quay", "__proto__"];

/** What is deployed: rules, and which systems. */
export interface Deployment {
  readonly configuration: SystemsConfiguration;
  readonly version: string;
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
  /** Details that came to the bus, in order. */
  readonly announced: string[] = [];
  /** Bodies that came to the faults queue. */
  readonly setAside: string[] = [];
  readonly feeds = new Map<string, SimulatedFeed>();
  readonly systems: readonly string[];
  readonly deployments: readonly Deployment[];
  deployment: Deployment;
  pollers = 0;
  readonly trace: string[] | null;
  /** Told of each put. */
  onPut: (shard: number) => void = () => {};

  constructor(seed: number, spared: ReadonlySet<number>, traces: boolean, wire: Wire | null = null) {
    const { time } = this;
    this.trace = traces ? [] : null;
    this.random = createRandom(seed);
    const { random } = this;
    this.mishaps = new Mishaps(random, spared);
    this.systems = SYSTEMS.slice(0, 1 + random.below(SYSTEMS.length));
    this.deployments = deploymentsOf(this.systems);
    this.deployment = this.deployments[random.below(WITH_ALL_SYSTEMS)] as Deployment;
    const now = () => time.now;
    this.network = wire ?? new Network(time, random, this.mishaps, (line) => this.tell(line));
    this.ledger = new Ledger((systemId, version) => this.#settings(systemId, version));
    this.tables = new MemoryTables(
      now,
      () => this.mishaps.strike("stale read", 10),
      (written) => this.ledger.onWrite(written, (table, key) => this.tables.read(table, key)),
    );
    this.stream = new MemoryStream(1 + random.below(2), now, (record) => {
      this.ledger.onPut(record);
      this.onPut(record.shard);
    });
    for (const systemId of this.systems) {
      this.feeds.set(systemId, new SimulatedFeed(random, this.mishaps, time.now));
    }
  }

  tell(line: string): void {
    this.trace?.push(`${this.time.written()}  ${line}`);
  }

  #settings(systemId: string, version: string): { ruleBook: RuleBook } & ReturnType<typeof retentionOf> {
    const { configuration } = this.deployments.find((one) => one.version === version) ?? this.deployment;
    return { ruleBook: ruleBookOf(configuration, systemId, version), ...retentionOf(configuration) };
  }
}

/** The deployments to begin with. */
const WITH_ALL_SYSTEMS = 3;

/** Rules at once, rules that wait, rules switched off, and a configuration without the last system. */
function deploymentsOf(systems: readonly string[]): Deployment[] {
  const entries = systems.map(
    (systemId): SystemEntry => ({ systemId, kind: "gbfs", url: "https://feeds.example/gbfs.json" }),
  );
  const own = { a: { rules: { empty: { atMost: 2 } } } };
  const configurations: SystemsConfiguration[] = [
    { systems: entries },
    {
      systems: entries,
      rules: { empty: { atMost: 1, clearAt: 3, for: "2m", keepFor: "3m" }, closed: { for: "1m" } },
    },
    { systems: entries.map((entry) => ({ ...entry, stations: own })), rules: { full: false } },
    { systems: entries.slice(0, -1), rules: { closed: false } },
  ];
  return configurations.map((configuration) => ({
    configuration,
    version: configurationVersion(configuration),
  }));
}
