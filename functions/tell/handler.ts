import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createPost } from "../http/post.ts";
import { userAgent } from "../http/request.ts";
import { secrets } from "../runtime/api-keys.ts";
import { dynamoClient, parameterClient, queueClient, topicClient } from "../runtime/clients.ts";
import { optionalEnvironment, requireEnvironment } from "../runtime/environment.ts";
import { TELL } from "../runtime/functions.ts";
import { loadSystems } from "../runtime/load-systems.ts";
import { log } from "../runtime/log.ts";
import { logMetrics } from "../runtime/metrics.ts";
import { KnownUntilReader } from "../store/known-until.ts";
import { ReceiverStore } from "../store/receiver-store.ts";
import { readSilences } from "../store/silence-reading.ts";
import { TellableAlerts } from "../store/tellable-alerts.ts";
import { ChangesQueues, changesResponse, readChanges } from "../stream/changes-queue.ts";
import { Mail } from "../stream/mail.ts";
import { receiverOf } from "../systems/receivers.ts";
import { type Checked, checkedAs, checkMessage } from "./check.ts";
import { passOn } from "./pass-on.ts";
import { createSender } from "./sender.ts";
import { type Ticked, tell } from "./tell.ts";

/** The schedule's event; `check` names a receiver that gets one marked message. Only tapes and the city use the time. */
interface TellEvent {
  readonly time?: string;
  readonly check?: string;
}

const names = requireEnvironment(TELL.variables);
const hasOwnTime = optionalEnvironment("pollClock") === "event";
const { systems, receivers: settings = [], contact = null } = loadSystems();
const receivers = settings.filter((one) => one.changes !== true).map((one) => receiverOf(one, systems));
const read = secrets(parameterClient, Date.now);
const client = dynamoClient();
const isLocal = optionalEnvironment("loopbackFeeds") === "allow";
const mail = new Mail(topicClient, names.mailTopics);
let now = Date.now;

const send = createSender({
  post: createPost({ loopbackHttp: isLocal }),
  // On one machine nothing sends mail: the terminal shows it.
  mail: async (name, subject, text) =>
    isLocal ? log("WARN", `mail to ${name}`, { reason: text }) : await mail.send(name, subject, text),
  addressOf: (name) => secretOf(name, "url", "address"),
  keyOf: (name) => secretOf(name, "secret", "secret"),
  agent: userAgent(contact),
  now: Date.now,
});
const clock = () => now();
const world = {
  receivers: new ReceiverStore(client, names.receiversTable, clock),
  alerts: new TellableAlerts(client, names.alertsTable, clock),
  silences: { list: () => readSilences(client, names.peopleTable) },
  known: new KnownUntilReader(client, names.historyTable, clock),
  send,
  now: clock,
};

/** Queues of receivers are named as their topics are. */
const queuesStart = names.mailTopics.slice(names.mailTopics.lastIndexOf(":") + 1);
const queues = new ChangesQueues(queueClient());
const passing = {
  receivers: world.receivers,
  send,
  postpone: queues.postpone.bind(queues),
  // Queues have the time of this machine, on a tape too.
  now: Date.now,
};

export async function handler(event: TellEvent | SQSEvent): Promise<Ticked | Checked | SQSBatchResponse> {
  const startedAt = Date.now();
  if ("Records" in event) return await passOnAll(event, startedAt);
  const ownTime = hasOwnTime ? Date.parse(event.time ?? "") : null;
  now = ownTime === null ? Date.now : () => ownTime;
  if (event.check !== undefined) {
    const message = checkMessage(settingsOf(event.check), clock());
    return checkedAs(event.check, await send(event.check, message));
  }
  const { problems, ...counts } = await tell(receivers, world);
  for (const problem of problems) log("WARN", "not told", { reason: problem });
  const endedAt = Date.now();
  logMetrics(TELL.metrics, "told", { ...counts, durationMs: endedAt - startedAt }, endedAt);
  if (counts.failed > 0) throw new Error(`${counts.failed} receivers failed, the first: ${problems[0]}`);
  return { ...counts, problems };
}

/** Counts nothing that only ticks count: an alarm takes those for a sign of life. */
async function passOnAll(event: SQSEvent, startedAt: number): Promise<SQSBatchResponse> {
  const { problems, left, ...counts } = await passOn(readChanges(event, queuesStart), passing);
  for (const problem of problems) log("WARN", "not told", { reason: problem });
  const endedAt = Date.now();
  logMetrics(Object.keys(counts), "passed on", { ...counts, durationMs: endedAt - startedAt }, endedAt);
  return changesResponse(left);
}

async function secretOf(name: string, field: "url" | "secret", title: string): Promise<string> {
  const source = settingsOf(name)[field];
  // A message that waits may be of the kind that the receiver had before.
  if (source === undefined) throw new Error(`it has no ${title}, expected one for the message that waits`);
  return await read(source, `the ${title} of ${name}`);
}

function settingsOf(name: string) {
  const found = settings.find((one) => one.name === name);
  if (found === undefined) throw new Error(`there is no receiver ${name} in systems.json`);
  return found;
}
