// Imported first, so that the fetcher gets the patched modules.
import "./still-node.ts";
import type { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PutEventsCommand as PutEvents } from "@aws-sdk/client-eventbridge";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { DetectWorld } from "../../functions/detect/ports.ts";
import { createFeeds } from "../../functions/feeds/feeds.ts";
import type { PollWorld } from "../../functions/poll/ports.ts";
import { EffectStore } from "../../functions/store/effect-store.ts";
import { HistoryStore } from "../../functions/store/history-store.ts";
import { PollMemoryStore } from "../../functions/store/poll-memory-store.ts";
import { RosterStore } from "../../functions/store/roster-store.ts";
import { StandingAlerts } from "../../functions/store/standing-alerts.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { Bus } from "../../functions/stream/bus.ts";
import { FaultsQueue } from "../../functions/stream/faults-queue.ts";
import { Publisher } from "../../functions/stream/publisher.ts";
import type { DataRecord } from "../../local/mapping/record.ts";
import { NotSimulated } from "../doubles/service-error.ts";
import { withFrozenStates } from "../frozen.ts";
import { messageIn } from "./message-in.ts";
import type { Caller } from "./network.ts";
import { asCode, type Code, looksAs, statesAs } from "./releases.ts";
import { type Deployment, settingsOf, type World } from "./world.ts";

/** A container of `detect`: the world as the handler assembles it, over simulated clients. */
export interface Detector extends Caller {
  readonly deployment: Deployment;
  readonly code: Code;
  readonly ports: DetectWorld;
  /** The records of its last invocation. */
  batch: readonly DataRecord[];
}

/** A container of `poll`. */
export interface Poller extends Caller {
  readonly ports: PollWorld;
  /** When its run will be stopped. */
  endsAt: number;
  /** How far its clock is ahead of the world's; negative when it is behind. */
  clockMs: number;
}

type Sent = { readonly input: object };

/** The code under test. */
/** The rule `feed-down` as it is built in: the poller must not sleep past it. */
const DOWN_AFTER_MS = 10 * 60_000;
const TODAY: Code = { release: "format 4", isNewRuleOn: false };

export function newDetector(
  world: World,
  name: string,
  deployment: Deployment,
  code: Code = TODAY,
): Detector {
  const { version } = deployment;
  const caller = newCaller(name);
  const asWriter = () => {
    world.ledger.writer = { batch: detector.batch, version, name, release: code.release };
  };
  const dynamo = tablesClient(world, caller, asWriter, code);
  const now = () => world.time.now;
  const ports: DetectWorld = {
    states: statesAs(withFrozenStates(new StateStore(dynamo, "state", now)), code.release),
    rosters: new RosterStore(dynamo, "state", now),
    openAlerts: new StandingAlerts(dynamo, "alerts"),
    effects: new EffectStore(dynamo, { alerts: "alerts", windows: "windows", state: "state" }, now),
    looks: looksAs(new HistoryStore(dynamo, "history", now), code.release),
    bus: new Bus(busClient(world, caller), "bus"),
    faults: new FaultsQueue(queueClient(world, caller), "faults"),
    settingsOf: (systemId) => settingsOf(deployment, systemId),
    flushedVersions: new Map(),
    now,
  };
  const detector: Detector = Object.assign(caller, { deployment, code, ports, batch: [] });
  return detector;
}

/** The poller's fetcher is the real one, over simulated sockets. */
export function newPoller(world: World, name: string): Poller {
  const caller = newCaller(name);
  const asWriter = () => {
    world.ledger.writer = null;
    world.answers.asker = name;
  };
  const now = () => world.time.now + poller.clockMs;
  const wait = (ms: number) => new Promise<void>((resolve) => world.time.after(ms, resolve));
  const ports: PollWorld = {
    polls: new PollMemoryStore(tablesClient(world, caller, asWriter), "polls"),
    publisher: new Publisher(streamClient(world, caller), "stream"),
    now,
    departed: { listedAt: null, memories: new Map() },
    wait,
    downAfterMs: () => DOWN_AFTER_MS,
    remainingMs: () => poller.endsAt - world.time.now,
    feeds: createFeeds({
      contact: null,
      keyOf: async () => null,
      now,
      wait,
      remainingMs: () => poller.endsAt - world.time.now,
      resolve: world.internet.resolverOf(caller),
    }),
  };
  const poller: Poller = Object.assign(caller, { ports, endsAt: 0, clockMs: 0 });
  return poller;
}

export function newCaller(name: string): Caller {
  return {
    name,
    isAlive: true,
    isZombie: false,
    isLate: false,
    die() {
      this.isAlive = false;
    },
  };
}

/** A client whose commands become requests and can fail as requests do. */
export function clientOver<Client>(world: World, caller: Caller, answer: (command: Sent) => object): Client {
  const send = (command: Sent) =>
    world.network.request(caller, described(world, command), () => answer(command));
  return { send } as unknown as Client;
}

function tablesClient(
  world: World,
  caller: Caller,
  asWriter: () => void,
  code: Code = TODAY,
): DynamoDBDocumentClient {
  return clientOver(world, caller, (command) => {
    asWriter();
    try {
      return asCode(code, command, (own) => world.tables.send(own), world.mishaps);
    } catch (error) {
      if (isRefusedCommit(command, error)) world.mishaps.count("commit refused (a rival came first)");
      throw error;
    }
  });
}

function isRefusedCommit({ input }: Sent, error: unknown): boolean {
  const { Item } = input as { readonly Item?: { readonly item?: unknown } };
  return Item?.item === "state" && error instanceof Error && error.name === "ConditionalCheckFailedException";
}

function streamClient(world: World, caller: Caller): KinesisClient {
  return clientOver(world, caller, (command) => {
    const answer = world.stream.send(command);
    const { newest } = world.stream;
    if (newest !== null) world.answers.onPut(caller.name, messageIn(newest));
    return answer;
  });
}

function busClient(world: World, caller: Caller): EventBridgeClient {
  return clientOver(world, caller, (command) => {
    if (!(command instanceof PutEvents)) throw new NotSimulated(command.constructor.name);
    return takeEvents(world, command);
  });
}

/** HTTP 200 is not success: single entries may have been refused. */
function takeEvents(world: World, { input }: PutEventsCommand) {
  const isPartial = world.mishaps.strike("events taken in part", 5);
  const Entries = (input.Entries ?? []).map(({ Detail = "" }) => {
    if (isPartial && world.random.chance(0.7)) {
      return { ErrorCode: "ThrottlingException", ErrorMessage: "told by the simulation" };
    }
    world.announced.push(Detail);
    return { EventId: `${world.announced.length}` };
  });
  return { FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length, Entries };
}

function queueClient(world: World, caller: Caller): SQSClient {
  return clientOver(world, caller, (command) => {
    if (!(command instanceof SendMessageCommand)) throw new NotSimulated(command.constructor.name);
    world.setAside.push(command.input.MessageBody ?? "");
    return {};
  });
}

/** The command as text for the trace; empty when there is no trace. */
function described(world: World, command: Sent): string {
  if (world.trace === null) return "";
  const { TableName, Key, Item, PartitionKey, ExpressionAttributeValues } = command.input as Record<
    string,
    unknown
  >;
  const what = command.constructor.name.replace(/Command\d*$/, "");
  const { item, version, markAt, alertId, windowStart, at, systemId } = (Item ?? Key ?? {}) as Record<
    string,
    unknown
  >;
  const facts = [TableName, systemId ?? PartitionKey, item, alertId, windowStart, at].filter(
    (fact) => fact !== undefined,
  );
  if (version !== undefined) facts.push(`v${version} mark ${markAt}`);
  if (Item === undefined && ExpressionAttributeValues !== undefined) {
    facts.push(JSON.stringify(ExpressionAttributeValues));
  }
  return [what, ...facts].join(" ");
}
