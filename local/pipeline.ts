import { CreateStreamCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { AlertsChanged } from "../functions/core/announcement.ts";
import { dynamoClient, kinesisClient } from "../functions/runtime/clients.ts";
import { DEFAULT_NAMES, ENVIRONMENT } from "../functions/runtime/environment.ts";
import { FUNCTIONS, type FunctionName, functionEnvironment } from "../functions/runtime/functions.ts";
import { LOCAL_ACCOUNT } from "../functions/runtime/local-account.ts";
import { DETECTOR_MAPPING } from "../functions/runtime/mapping.ts";
import { ALERTS_CHANGED } from "../functions/stream/bus.ts";
import { readFaultBody } from "../functions/stream/fault-message.ts";
import { counted } from "../functions/words/amounts.ts";
import { startChanges } from "./changes.ts";
import { tablesIn } from "./data-folder.ts";
import { createBus } from "./emulators/bus.ts";
import { startDynamo } from "./emulators/dynamo.ts";
import { startGateway } from "./emulators/gateway.ts";
import { startKinesis } from "./emulators/kinesis.ts";
import { createQueue, type LocalQueue } from "./emulators/queue.ts";
import { createFunction, type LocalFunction } from "./lambda/function.ts";
import type { InvocationResult } from "./lambda/invocation.ts";
import { projectFile } from "./lambda/project-file.ts";
import { startMapping } from "./mapping/driver.ts";
import type { InvocationOutcome } from "./mapping/outcome.ts";
import { createTables } from "./tables.ts";

export interface PipelineOptions {
  /** The absolute path of a checked systems.json. */
  readonly systemsFile: string;
  /** The folder that keeps the tables; null keeps them in memory. */
  readonly directory: string | null;
  /** The port of the one endpoint for all services; 0 takes a free one. */
  readonly port: number;
  /** True when polls take their time from their event and every system is always due. */
  readonly ownTime: boolean;
  /** Variables with the keys of feeds; only the poller gets them. */
  readonly keys: Readonly<Record<string, string>>;
  /** Variables with addresses and secrets of receivers; only `tell` gets them. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** The queues of receivers that want each event of the bus. */
  readonly changesQueues?: readonly string[];
  readonly onChange: (change: AlertsChanged) => void;
  /** Receives a sentence for people: a record was set aside, or a function failed. */
  readonly onFailure: (sentence: string) => void;
  /** Called when a part that cannot be replaced has ended; the pipeline can only be closed then. */
  readonly onDeath: (sentence: string) => void;
}

export interface Pipeline {
  readonly endpoint: string;
  readonly tables: DynamoDBDocumentClient;
  /** The variables with which other programs reach the services: endpoint, region and dummy keys for the emulators. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the poller once; with `ownTime`, `at` is the time of the poll. */
  poll(at: number): Promise<InvocationResult>;
  /** Tells the receivers once; with `ownTime`, `at` is the time by which they are told. */
  tell(at: number): Promise<InvocationResult>;
  /** Resolves when everything on the stream has been processed. */
  idle(): Promise<void>;
  /** Resolves when the changes until now were sent to the receivers that want them, but those that wait to be repeated. */
  passedOn(): Promise<void>;
  close(): Promise<void>;
}

const { region: REGION, credentials } = LOCAL_ACCOUNT;
const STREAM_ARN = `arn:aws:kinesis:${REGION}:000000000000:stream/${DEFAULT_NAMES.streamName}`;
const DETECT_ARN = `arn:aws:lambda:${REGION}:000000000000:function:detect`;

/** Starts stream, tables, functions and mapping on this machine. When a part fails, those before it are closed. */
export async function startPipeline(options: PipelineOptions): Promise<Pipeline> {
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    return await assemble(options, closing, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  options: PipelineOptions,
  closing: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Pipeline> {
  const opened = <T extends { close(): Promise<void> }>(part: T): T => {
    closing.push(() => part.close());
    return part;
  };
  const directory = options.directory === null ? null : tablesIn(options.directory);
  const dynamo = opened(await startDynamo(directory));
  const kinesis = opened(await startKinesis({ onDeath: options.onDeath }));
  const { faultsQueueName, givenUpQueueName } = DEFAULT_NAMES;
  const { changesQueues: names = [] } = options;
  const queue = createQueue([faultsQueueName, givenUpQueueName, ...names], (body, name) => {
    if (name === faultsQueueName) options.onFailure(faultSentence(body));
  });
  const bus = createBus((event) => {
    if (event.detailType !== ALERTS_CHANGED) return;
    changes.take(event.detail);
    options.onChange(event.detail as AlertsChanged);
  });
  const gateway = opened(
    await startGateway({
      port: options.port,
      dynamo: dynamo.server,
      kinesis: kinesis.server,
      queue,
      bus,
    }),
  );
  const environment = {
    AWS_ENDPOINT_URL: gateway.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_KINESIS: kinesis.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const tables = dynamoClient({ endpoint: dynamo.endpoint, ...LOCAL_ACCOUNT });
  const streams = kinesisClient({ endpoint: kinesis.endpoint, ...LOCAL_ACCOUNT });
  await createTables(tables);
  await streams.send(new CreateStreamCommand({ StreamName: DEFAULT_NAMES.streamName, ShardCount: 1 }));
  const ofOutside = {
    ...environment,
    [ENVIRONMENT.loopbackFeeds]: "allow",
    ...(options.ownTime ? { [ENVIRONMENT.pollClock]: "event" } : {}),
  };
  const poller = opened(functionOf("poll", { ...ofOutside, ...options.keys }, options));
  const teller = opened(functionOf("tell", { ...ofOutside, ...options.addresses }, options));
  const invoke = (event: unknown) => teller.invoke(event);
  const changes = opened(startChanges({ queue, names, invoke, onFailure: options.onFailure }));
  const detector = opened(functionOf("detect", environment, options));
  const mapping = opened(startDetector(streams, detector, queue, options));
  return {
    endpoint: gateway.endpoint,
    tables,
    environment,
    poll: (at) => poller.invoke({ time: new Date(at).toISOString() }),
    tell: (at) => teller.invoke({ time: new Date(at).toISOString() }),
    idle: () => mapping.idle(),
    passedOn: () => changes.passedOn(),
    close,
  };
}

function functionOf(
  name: FunctionName,
  environment: Readonly<Record<string, string>>,
  options: PipelineOptions,
): LocalFunction {
  const faultsQueueUrl = `${environment.AWS_ENDPOINT_URL}/000000000000/${DEFAULT_NAMES.faultsQueueName}`;
  return createFunction({
    name,
    handlerFile: projectFile(`dist/functions/${name}/index.mjs`),
    ...FUNCTIONS[name].limits,
    environment: {
      ...environment,
      ...functionEnvironment(name, { ...DEFAULT_NAMES, faultsQueueUrl }),
      [ENVIRONMENT.systemsFile]: options.systemsFile,
    },
    onLog: (line) => {
      const sentence = failureOf(line);
      if (sentence !== null) options.onFailure(`${name}: ${sentence}`);
    },
  });
}

function startDetector(
  streams: KinesisClient,
  detector: LocalFunction,
  queue: LocalQueue,
  options: PipelineOptions,
) {
  const { startingPosition, ...configuration } = DETECTOR_MAPPING;
  return startMapping({
    kinesis: streams,
    streamName: DEFAULT_NAMES.streamName,
    streamArn: STREAM_ARN,
    functionArn: DETECT_ARN,
    startingPosition,
    // AWS reads a shard once a second, but a tape at full speed would then wait a second for each of its polls.
    configuration: { ...configuration, pollIntervalMs: 100 },
    invoke: async (event) => outcomeOf(await detector.invoke(event)),
    onFailure: async (record) => {
      queue.send(DEFAULT_NAMES.givenUpQueueName, JSON.stringify(record));
      const { batchSize } = record.KinesisBatchInfo;
      options.onFailure(
        `${counted(batchSize, "record")} given up, ${record.requestContext.condition}: stationwatch faults list`,
      );
    },
  });
}

function outcomeOf(result: InvocationResult): InvocationOutcome {
  if (result.status === "success") return { type: "success", payload: result.payload };
  if (result.status === "timeout") return { type: "timedOut" };
  return { type: "error", message: result.error?.errorMessage ?? result.status };
}

/** Returns what a function logs as a warning or an error; null for the rest, which would flood this terminal. */
function failureOf(line: string): string | null {
  // The runtime's line for a thrown error: only its message is shown, since the stack is for readers of the log.
  const [, thrown] = /\bInvoke Error\s+(\{.*\})$/.exec(line) ?? [];
  try {
    if (thrown !== undefined) return (JSON.parse(thrown) as { errorMessage?: string }).errorMessage ?? line;
    const { level, message, reason, failure } = JSON.parse(line) as Record<string, string>;
    return level === "INFO" ? null : [message, reason ?? failure].filter(Boolean).join(": ");
  } catch {
    return line;
  }
}

/** Anybody on this machine may write to the queues, so a body may be anything. */
function faultSentence(body: string): string {
  const fault = readFaultBody(body);
  if (fault === null) return "a message that is no fault was put into the queue of faults";
  const { systemId, reason } = fault;
  return `a record ${systemId === null ? "" : `of ${systemId} `}was set aside: ${reason}`;
}
