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
import { retentionOf } from "../systems/configuration.ts";
import { ruleBookOf } from "../systems/rule-settings.ts";
import { configurationVersion } from "../systems/version.ts";
import { detect } from "./detect.ts";
import type { DetectWorld } from "./ports.ts";

const names = requireEnvironment(DETECT.variables);
const configuration = loadSystems();
const version = configurationVersion(configuration);
const client = dynamoClient();
const tables = { alerts: names.alertsTable, windows: names.windowsTable, state: names.stateTable };

const world: DetectWorld = {
  states: new StateStore(client, names.stateTable, Date.now),
  rosters: new RosterStore(client, names.stateTable, Date.now),
  effects: new EffectStore(client, tables, Date.now),
  looks: new HistoryStore(client, names.historyTable, Date.now),
  bus: new Bus(busClient(), names.busName),
  faults: new FaultsQueue(queueClient(), names.faultsQueueUrl),
  settingsOf: settings(),
  openAlerts: new StandingAlerts(client, names.alertsTable),
  flushedVersions: new Map(),
  now: Date.now,
};

export async function handler(event: KinesisStreamEvent): Promise<KinesisStreamBatchResponse> {
  const startedAt = Date.now();
  const detected = await detect(readBatch(event), world);
  for (const reason of detected.losses) log("WARN", "state lost", { reason });
  for (const reason of detected.retryReasons) log("WARN", "stopped, to be retried", { reason });
  const endedAt = Date.now();
  const { length: records } = event.Records;
  const { systems, retried, tally } = detected;
  const counts = { records, systems, retried, ...tally, durationMs: endedAt - startedAt };
  logMetrics(DETECT.metrics, "detected", counts, endedAt);
  return batchResponse(detected.retryFrom);
}

/** Returns a function that gives a system's rules and retentions, built once per container. */
function settings(): DetectWorld["settingsOf"] {
  const retention = retentionOf(configuration);
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
