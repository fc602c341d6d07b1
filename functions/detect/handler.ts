import type { KinesisStreamBatchResponse, KinesisStreamEvent } from "aws-lambda";
import { busClient, dynamoClient, queueClient } from "../runtime/clients.ts";
import { requireEnvironment } from "../runtime/environment.ts";
import { DETECT } from "../runtime/functions.ts";
import { loadSystems } from "../runtime/load-systems.ts";
import { log } from "../runtime/log.ts";
import { logMetrics } from "../runtime/metrics.ts";
import { EffectStore } from "../store/effect-store.ts";
import { HistoryStore } from "../store/history-store.ts";
import { RosterStore } from "../store/roster-store.ts";
import { StandingAlerts } from "../store/standing-alerts.ts";
import { StateStore } from "../store/state-store.ts";
import { batchResponse, readBatch } from "../stream/batch.ts";
import { Bus } from "../stream/bus.ts";
import { FaultsQueue } from "../stream/faults-queue.ts";
import { retentionOf, type SystemsConfiguration } from "../systems/configuration.ts";
import { ruleBookOf } from "../systems/rule-settings.ts";
import { configurationVersion } from "../systems/version.ts";
import { detect } from "./detect.ts";
import type { DetectWorld } from "./ports.ts";

/** What a detector calls. */
interface Clients {
  readonly dynamo: ConstructorParameters<typeof StateStore>[0];
  readonly bus: ConstructorParameters<typeof Bus>[0];
  readonly queue: ConstructorParameters<typeof FaultsQueue>[0];
}

/** Returns the handler of a container, which keeps what it has read from batch to batch. */
export function createHandler(environment: NodeJS.ProcessEnv, { dynamo, bus, queue }: Clients) {
  const names = requireEnvironment(DETECT.variables, environment);
  const tables = { alerts: names.alertsTable, windows: names.windowsTable, state: names.stateTable };
  const world: DetectWorld = {
    states: new StateStore(dynamo, names.stateTable, Date.now),
    rosters: new RosterStore(dynamo, names.stateTable, Date.now),
    effects: new EffectStore(dynamo, tables, Date.now),
    looks: new HistoryStore(dynamo, names.historyTable, Date.now),
    bus: new Bus(bus, names.busName),
    faults: new FaultsQueue(queue, names.faultsQueueUrl),
    settingsOf: settingsIn(loadSystems(environment)),
    openAlerts: new StandingAlerts(dynamo, names.alertsTable),
    flushedVersions: new Map(),
    now: Date.now,
  };

  return async (event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> => {
    const startedAt = Date.now();
    const { retryFrom, retryReasons, losses, tally, ...counts } = await detect(readBatch(event), world);
    for (const reason of losses) log("WARN", "state lost", { reason });
    for (const reason of retryReasons) log("WARN", "stopped, to be retried", { reason });
    const endedAt = Date.now();
    const fields = { records: event.Records.length, ...counts, ...tally, durationMs: endedAt - startedAt };
    logMetrics(DETECT.metrics, "detected", fields, endedAt, environment);
    return batchResponse(retryFrom);
  };
}

/** Returns a function that gives a system's rules and retentions, built once per container. */
function settingsIn(configuration: SystemsConfiguration): DetectWorld["settingsOf"] {
  const retention = retentionOf(configuration);
  const version = configurationVersion(configuration);
  const kept = new Map<string, ReturnType<DetectWorld["settingsOf"]>>();
  return (systemId) => {
    const known = kept.get(systemId) ?? {
      ruleBook: ruleBookOf(configuration, systemId, version),
      ...retention,
    };
    kept.set(systemId, known);
    return known;
  };
}

export const handler = createHandler(process.env, {
  dynamo: dynamoClient(),
  bus: busClient(),
  queue: queueClient(),
});
