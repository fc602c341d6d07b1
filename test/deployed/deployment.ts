import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { PutRecordCommand } from "@aws-sdk/client-kinesis";
import { expect } from "vitest";
import { isLoopback } from "../../cli/endpoints.ts";
import { findStack } from "../../cli/stack.ts";
import type { Polled } from "../../functions/poll/poll.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import type { RuleSettings, SystemEntry } from "../../functions/systems/configuration.ts";
import type { StackOutputs } from "../../infra/outputs.ts";
import { type Cdk, cdkFor } from "../../local/aws-emulators/cdk.ts";
import { eventually, say } from "../../local/aws-emulators/progress.ts";
import { runCaptured } from "../cli/captured-world.ts";
import { deleteBucket, fetchBucket } from "./bucket.ts";
import { isLocalStack } from "./logs.ts";
import type { Place } from "./place.ts";
import { connectServices, type Services } from "./services.ts";
import { startWatchedCity, type WatchedCity } from "./watched-city.ts";

export const STACK = "stationwatch-suite";
export const SEEN_TIMEOUT_MS = 60_000;
const POLL_SECONDS = 2;
/** More than one, so that each place shows that it takes several schedules and their alarms. */
const POLLERS = 2;
/** The system whose feed the deployed poller polls when it cannot reach the city. */
const LIVE = "live";

/** What `faults list` and `faults show` print as JSON, as far as it is asked for. */
interface Faults {
  readonly items: readonly { readonly faultId: string }[];
}
interface Shown {
  readonly found?: readonly { readonly text: string | null }[];
}

/** One stack in one place, the city it watches, and what the suite does with both. */
export class Deployment {
  readonly place: Place;
  readonly services: Services;
  readonly city: WatchedCity;
  readonly folder = mkdtempSync(join(tmpdir(), "stationwatch-deployed-"));
  readonly #systemsFile = join(this.folder, "systems.json");
  readonly assembly = join(this.folder, "cdk.out");
  readonly cdk: Cdk;
  #stack: StackOutputs | null = null;

  /** Whether the stream is archived: LocalStack reads Kinesis for Firehose by a library in Java. */
  readonly isArchived: boolean;
  #archiveBucket: string | null = null;

  constructor(place: Place, services: Services, city: WatchedCity, isArchived: boolean) {
    this.place = place;
    this.isArchived = isArchived;
    this.services = services;
    this.city = city;
    this.cdk = cdkFor({
      stack: STACK,
      systemsFile: this.#systemsFile,
      output: this.assembly,
      loopbackFeeds: this.reachesLoopback,
      archived: isArchived,
    });
  }

  static async start(place: Place): Promise<Deployment> {
    const isArchived = !(await isLocalStack());
    if (!isArchived)
      say("LocalStack: the archive is left out, since its Firehose needs Java to read a stream");
    return new Deployment(place, await connectServices(), await startWatchedCity(), isArchived);
  }

  async close(): Promise<void> {
    // A deployed stack costs money, and may exist even when the first step failed half-way.
    if (await this.#isThere(STACK))
      await this.cdk("destroy", "--force").catch((error: Error) => say(error.message));
    await this.deleteArchive().catch((error: Error) => say(error.message));
    await this.city.close();
    for (const client of Object.values(this.services)) client.destroy();
    rmSync(this.folder, { recursive: true });
  }

  get stack(): StackOutputs {
    if (this.#stack === null) throw new Error("nothing is deployed yet");
    return this.#stack;
  }

  /** Whether the functions share this machine's loopback. */
  get reachesLoopback(): boolean {
    const { isOnThisMachine, feed } = this.place;
    return isOnThisMachine && (feed === null || isLoopback(feed));
  }

  /** The system that the deployed poller polls on its schedule. */
  get polledSystem(): SystemEntry {
    const { feed } = this.place;
    return feed === null
      ? { ...this.city.entry, pollSeconds: POLL_SECONDS }
      : { systemId: LIVE, kind: "gbfs", url: feed };
  }

  configure(rules: RuleSettings, others: readonly SystemEntry[] = []): void {
    const systems = [this.polledSystem, ...others];
    writeFileSync(this.#systemsFile, JSON.stringify({ rules, pollers: POLLERS, systems }));
  }

  /** Deploys the latest assembly. */
  async deploy(): Promise<void> {
    const { services, cdk } = this;
    if (!(await this.#isThere("CDKToolkit"))) await cdk("bootstrap");
    await cdk("deploy", "--require-approval", "never");
    // This version's deployments have all outputs.
    this.#stack = (await findStack(STACK, services.stacks)) as StackOutputs;
  }

  /** Fetches the archive into a folder and returns the names of its files. */
  async fetchArchive(folder: string): Promise<string[]> {
    return await fetchBucket(this.services, await this.#bucket(), "", folder);
  }

  /** Deletes what `cdk destroy` leaves. */
  async deleteArchive(): Promise<void> {
    if (this.#archiveBucket === null) return;
    await deleteBucket(this.services, this.#archiveBucket);
    this.#archiveBucket = null;
  }

  async #bucket(): Promise<string> {
    if (this.#archiveBucket !== null) return this.#archiveBucket;
    const { Stacks } = await this.services.stacks.send(new DescribeStacksCommand({ StackName: STACK }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    const bucket = outputs.find(({ OutputKey }) => OutputKey === "ArchiveBucket")?.OutputValue;
    if (bucket === undefined) throw new Error("the stack has no archive");
    this.#archiveBucket = bucket;
    return bucket;
  }

  async command(...words: readonly string[]): Promise<string> {
    const options = { environment: process.env, folder: this.folder, now: Date.now() };
    const { exitCode, stdout, stderr } = await runCaptured(["--stack", STACK, ...words], options);
    if (exitCode === 0) return stdout;
    throw new Error(`stationwatch ${words.join(" ")} ended with ${exitCode}: ${stderr}${stdout}`);
  }

  async alerts(systemId: string, ...words: readonly string[]): Promise<AlertItem[]> {
    const all = ["--system", systemId, "--limit", "10000", "--format", "ndjson"];
    const lines = (await this.command("alerts", "list", ...all, ...words)).split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as AlertItem);
  }

  /** The stations with an open alert, sorted; the city's when no system is named. */
  async openStations(rule: "empty" | "full", systemId = this.city.entry.systemId): Promise<string[]> {
    const open = await this.alerts(systemId, "--open", "--rule", rule);
    return open.map(({ stationId }) => stationId ?? "").sort();
  }

  /** Invokes the deployed poller. */
  async invokePoller(): Promise<Polled> {
    return JSON.parse(await this.command("invoke", "poll", "--deployed")) as Polled;
  }

  /** Polls until the city's feed was really requested; the schedule may have polled it first, and then that counts. */
  async poll(): Promise<void> {
    const { city, services, stack, place } = this;
    if (place.feed !== null) return await city.publish(services, stack.streamName);
    await eventually(SEEN_TIMEOUT_MS, async () =>
      expect(await this.invokePoller()).toMatchObject({ due: 1, failed: 0, failures: [] }),
    );
  }

  /** Polls, and resolves when the open alerts are exactly what the city's feed says. */
  async pollAndSee(): Promise<void> {
    await this.poll();
    const expected = await this.city.empty();
    await eventually(SEEN_TIMEOUT_MS, async () => expect(await this.openStations("empty")).toEqual(expected));
  }

  async putGarbage(text: string): Promise<void> {
    const record = { PartitionKey: this.city.entry.systemId, Data: new TextEncoder().encode(text) };
    await this.services.streams.send(new PutRecordCommand({ StreamName: this.stack.streamName, ...record }));
  }

  /** Asks the command for what was set aside, deletes it, and returns the texts of the records. */
  async faultTexts(): Promise<string[]> {
    const listed = JSON.parse(await this.command("faults", "list", "--format", "json")) as Faults;
    const texts: string[] = [];
    for (const { faultId } of listed.items) {
      const shown = JSON.parse(await this.command("faults", "show", faultId, "--format", "json")) as Shown;
      texts.push(...(shown.found ?? []).flatMap(({ text }) => text ?? []));
      await this.command("faults", "drop", faultId, "--yes");
    }
    return texts;
  }

  async #isThere(StackName: string): Promise<boolean> {
    try {
      await this.services.stacks.send(new DescribeStacksCommand({ StackName }));
      return true;
    } catch (error) {
      // CloudFormation has no error of its own for a missing stack.
      if ((error as Error).name === "ValidationError") return false;
      throw error;
    }
  }
}
