import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
  type ClientOptions,
  dynamoClient,
  kinesisClient,
  stackClient,
} from "../functions/runtime/clients.ts";
import type { Running } from "../local/running.ts";
import { explain, explaining } from "./aws-errors.ts";
import { type Endpoints, findEndpoints, isLoopback, SERVICES, type Service } from "./endpoints.ts";
import { type Names, namesFrom } from "./names.ts";
import type { Place } from "./places.ts";
import type { FoundStack } from "./stack.ts";
import { BAD_INPUT, UserError } from "./user-error.ts";
import type { World } from "./world.ts";

export interface Connection {
  readonly names: Names;
  /** The local pipeline that is asked; null for any other place. */
  readonly running: Running | null;
  /** The deployed stack that was asked for by its name; null where none was. */
  readonly stack: FoundStack | null;
  readonly tables: DynamoDBDocumentClient;
  readonly streams: KinesisClient;
  /** The variables by which a function that runs here reaches the same place. */
  readonly variables: () => Promise<Record<string, string>>;
  /** For a client of one more service in the same place. */
  readonly optionsOf: (service: Service) => ClientOptions;
  /** Ends the sockets that are kept open. */
  close(): void;
}

/** Connects a command and closes the connection when it ends, however it ends. */
export async function connected<T>(
  place: Place,
  world: World,
  use: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(place, world);
  try {
    return await use(connection);
  } finally {
    connection.close();
  }
}

/**
 * Clients for wherever the pipeline is. What they throw for an endpoint that does not answer, for a table that is
 * not there and the like is a UserError already.
 */
async function connect(place: Place, world: World): Promise<Connection> {
  const { environment } = world;
  const endpoints = findEndpoints(place.endpoint, world, place.stack !== undefined);
  const optionsOf = (service: Service) => clientOptions(service, endpoints.of(service), place, environment);
  const stack = place.stack === undefined ? null : await stackAt(place.stack, optionsOf("CLOUDFORMATION"));
  const tables = explaining(dynamoClient(optionsOf("DYNAMODB")), endpoints.of("DYNAMODB"));
  const streams = explaining(kinesisClient(optionsOf("KINESIS")), endpoints.of("KINESIS"));
  return {
    names: stack ?? namesFrom(environment),
    running: endpoints.running,
    stack,
    tables,
    streams,
    variables: () => variablesOf(tables, endpoints),
    optionsOf,
    close: () => {
      tables.destroy();
      streams.destroy();
    },
  };
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

/** More than one retry would only make a wrong address slow to tell. */
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
  // A profile brings its own region; what the words say comes first.
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
    ...(profile === undefined ? { region: "us-east-1" } : {}),
    ...base,
    endpoint,
    // Emulators want some, no matter which.
    ...(isAnonymous ? { credentials: { accessKeyId: "local", secretAccessKey: "local" } } : {}),
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
