import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  type ClientOptions,
  dynamoClient,
  kinesisClient,
  stackClient,
} from "../functions/runtime/clients.ts";
import { DEFAULT_NAMES } from "../functions/runtime/environment.ts";
import { forgetAws, LOCAL_ACCOUNT } from "../functions/runtime/local-account.ts";
import { STACK_OUTPUTS } from "../infra/outputs.ts";
import type { Running } from "../local/running.ts";
import { explain, explaining } from "./aws-errors.ts";
import { type Endpoints, findEndpoints, isLoopback, SERVICES, type Service } from "./endpoints.ts";
import { openKeptFolder } from "./kept-folder.ts";
import { type NamedLater, type Names, namesFrom } from "./names.ts";
import type { Place } from "./places.ts";
import type { FoundStack } from "./stack.ts";
import { BAD_INPUT, UserError } from "./user-error.ts";
import type { World } from "./world.ts";

export interface Connection {
  readonly names: Names;
  /** The local pipeline that the command connects to; null for any other place. */
  readonly running: Running | null;
  /** The deployed stack that `--stack` names; null without it. */
  readonly stack: FoundStack | null;
  readonly tables: DynamoDBDocumentClient;
  readonly streams: KinesisClient;
  /** Returns the environment variables with which a function run here reaches the same place. */
  readonly variables: () => Promise<Record<string, string>>;
  /** Returns the options for a client of another service in the same place. */
  readonly optionsOf: (service: Service) => ClientOptions;
  /** Returns what the place is called, for people. */
  readonly title: () => Promise<string>;
  /** Closes the sockets that are kept alive. */
  close(): Promise<void>;
}

/** Returns the name of a table that stacks of older versions do not have; throws a UserError for such a stack. */
export async function laterName({ names }: Connection, name: NamedLater, { stack }: Place): Promise<string> {
  const found = names[name];
  if (found !== undefined) return found;
  const { untold } = await import("./stack.ts");
  throw untold(stack ?? "", [STACK_OUTPUTS[name]]);
}

/** Connects, calls `use`, and closes the connection when `use` returns or throws. */
export async function connected<T>(
  place: Place,
  world: World,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(place, world);
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

/**
 * Makes clients for the place where the pipeline runs. They throw a UserError for an endpoint that does not answer, a
 * table that does not exist and the like.
 */
async function connect(place: Place, world: World): Promise<Connection> {
  const { environment } = world;
  const kept = place.data === undefined ? null : await openKeptFolder(place.data, world.folder);
  const endpoints = kept === null ? findEndpoints(place, world) : { of: () => kept.endpoint, running: null };
  const { running } = endpoints;
  const local = kept?.endpoint ?? running?.endpoint ?? null;
  if (local !== null) forgetAws(environment);
  const optionsOf = (service: Service) =>
    local === null
      ? clientOptions(service, endpoints.of(service), place, environment)
      : { ...LOCAL_ACCOUNT, endpoint: local, maxAttempts: ATTEMPTS_MAX };
  const stack = place.stack === undefined ? null : await stackAt(place.stack, optionsOf("CLOUDFORMATION"));
  const tables = explaining(dynamoClient(optionsOf("DYNAMODB")), endpoints.of("DYNAMODB"));
  const streams = explaining(kinesisClient(optionsOf("KINESIS")), endpoints.of("KINESIS"));
  return {
    names: stack ?? (local === null ? namesFrom(environment) : DEFAULT_NAMES),
    running,
    stack,
    tables,
    streams,
    variables: () => variablesOf(tables, endpoints),
    optionsOf,
    title: () => titleOf(place, endpoints, tables),
    close: async () => {
      tables.destroy();
      streams.destroy();
      await kept?.close();
    },
  };
}

async function titleOf(
  { stack, data }: Place,
  { of: endpointOf, running }: Endpoints,
  { config }: DynamoDBDocumentClient,
): Promise<string> {
  const endpoint = endpointOf("DYNAMODB");
  if (data !== undefined) return `the folder ${data}`;
  if (running !== null) return `the pipeline of this folder, ${running.endpoint}`;
  if (stack === undefined) return endpoint ?? `AWS, ${await config.region()}`;
  return `the stack ${stack}, ${endpoint ?? (await config.region())}`;
}

async function stackAt(name: string, reach: ClientOptions): Promise<FoundStack> {
  const { findStack } = await import("./stack.ts");
  const client = explaining(await stackClient(reach), reach.endpoint ?? null);
  try {
    return await findStack(name, client);
  } finally {
    client.destroy();
  }
}

/** The tries of a request: more than one retry would only delay the error for a wrong address. */
const ATTEMPTS_MAX = 2;

type Identity = { accessKeyId: string; secretAccessKey: string };

function clientOptions(
  service: Service,
  endpoint: string | null,
  place: Place,
  environment: NodeJS.ProcessEnv,
): ClientOptions & { maxAttempts: number; region?: string; credentials?: Identity } {
  if (endpoint !== null && !URL.canParse(endpoint)) {
    throw new UserError(
      `AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_${service} is "${endpoint}", expected a URL`,
      BAD_INPUT,
    );
  }
  const { profile } = place;
  // --region comes first; a profile has a region of its own, which the variables must not override.
  const set = profile === undefined ? environment.AWS_REGION || environment.AWS_DEFAULT_REGION : undefined;
  const region = place.region ?? set;
  const base = {
    maxAttempts: ATTEMPTS_MAX,
    ...(region ? { region } : {}),
    ...(profile === undefined ? {} : { profile }),
  };
  if (endpoint === null) return base;
  const isNamed = profile !== undefined || environment.AWS_ACCESS_KEY_ID || environment.AWS_PROFILE;
  const isAnonymous = !isNamed && isLoopback(endpoint);
  return {
    ...(profile === undefined ? { region: LOCAL_ACCOUNT.region } : {}),
    ...base,
    endpoint,
    // Emulators need credentials and accept any.
    ...(isAnonymous ? { credentials: LOCAL_ACCOUNT.credentials } : {}),
  };
}

async function variablesOf(
  { config }: DynamoDBDocumentClient,
  { of: endpointOf }: Endpoints,
): Promise<Record<string, string>> {
  const endpoints = SERVICES.flatMap((service) => {
    const endpoint = endpointOf(service);
    return endpoint === null ? [] : [[`AWS_ENDPOINT_URL_${service}`, endpoint]];
  });
  try {
    const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
    return {
      AWS_REGION: await config.region(),
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
      ...Object.fromEntries(endpoints),
    };
  } catch (error) {
    throw explain(error, {}, endpointOf("DYNAMODB")) ?? error;
  }
}
