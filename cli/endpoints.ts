import { isLoopback as isLoopbackHost } from "../functions/systems/loopback.ts";
import { findRunning, type Running } from "../local/running.ts";
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
] as const;
export type Service = (typeof SERVICES)[number];

/** Where the services answer. */
export interface Endpoints {
  /** Returns the URL of a service's endpoint; null is AWS itself. */
  readonly of: (service: Service) => string | null;
  /** The local pipeline that answers there; null for any other place. */
  readonly running: Running | null;
}

/** Takes the first of: `--endpoint`, the variables, a running local pipeline unless a stack is asked for, AWS. */
export function findEndpoints(given: string | undefined, world: World, inStack = false): Endpoints {
  if (given !== undefined) return { of: () => given, running: inStack ? null : runningAt(given, world) };
  const { environment } = world;
  const forAll = environment.AWS_ENDPOINT_URL || null;
  const forOne = (service: Service) => environment[`AWS_ENDPOINT_URL_${service}`] || forAll;
  if (SERVICES.some((service) => forOne(service) !== null)) {
    return { of: forOne, running: forAll === null || inStack ? null : runningAt(forAll, world) };
  }
  if (inStack) return { of: () => null, running: null };
  const running = findRunning(world.folder);
  return { of: () => running?.endpoint ?? null, running };
}

function runningAt(endpoint: string, world: World): Running | null {
  const running = findRunning(world.folder);
  return running?.endpoint === endpoint ? running : null;
}

/** Returns whether the endpoint is on this machine, by one of its names or LocalStack's. */
export function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return isLoopbackHost(hostname) || hostname.endsWith(".localhost.localstack.cloud");
}
