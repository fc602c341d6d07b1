import { isLoopback as isLoopbackHost } from "../functions/systems/loopback.ts";
import { findRunning, type Running } from "../local/running.ts";
import type { Place } from "./places.ts";
import type { World } from "./world.ts";

/** The services as the SDK's variables AWS_ENDPOINT_URL_… name them. */
export const SERVICES = [
  "DYNAMODB",
  "KINESIS",
  "SQS",
  "EVENTBRIDGE",
  "SSM",
  "CLOUDFORMATION",
  "LAMBDA",
  "STS",
] as const;
export type Service = (typeof SERVICES)[number];

/** Where the services answer. */
export interface Endpoints {
  /** Returns the URL of a service's endpoint; null is AWS itself. */
  readonly of: (service: Service) => string | null;
  /** The local pipeline that answers there; null for any other place. */
  readonly running: Running | null;
}

/**
 * Takes the first of: `--endpoint`; the variables, where they name DynamoDB's or Kinesis's; AWS, where a stack, a region
 * or a profile is asked for; the pipeline that runs in this folder; AWS.
 */
export function findEndpoints(place: Partial<Place>, world: World): Endpoints {
  const { endpoint, stack, region, profile } = place;
  const local = (url: string | null) => (url === null || stack !== undefined ? null : runningAt(url, world));
  if (endpoint !== undefined) return { of: () => endpoint, running: local(endpoint) };
  const { environment } = world;
  const forAll = environment.AWS_ENDPOINT_URL || null;
  const forOne = (service: Service) => environment[`AWS_ENDPOINT_URL_${service}`] || forAll;
  if (forOne("DYNAMODB") !== null || forOne("KINESIS") !== null)
    return { of: forOne, running: local(forAll) };
  const isElsewhere = stack !== undefined || region !== undefined || profile !== undefined;
  const running = isElsewhere ? null : findRunning(world.folder);
  return running === null ? { of: forOne, running } : { of: () => running.endpoint, running };
}

function runningAt(endpoint: string, world: World): Running | null {
  const running = findRunning(world.folder);
  return running !== null && addressOf(endpoint) === addressOf(running.endpoint) ? running : null;
}

/** One machine has several names. */
function addressOf(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint;
  const { protocol, host, port } = new URL(endpoint);
  return isLoopback(endpoint) ? `${protocol}//here:${port}` : `${protocol}//${host}`;
}

/** Returns whether the endpoint is on this machine, by one of its names or LocalStack's. */
export function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return isLoopbackHost(hostname) || hostname.endsWith(".localhost.localstack.cloud");
}
