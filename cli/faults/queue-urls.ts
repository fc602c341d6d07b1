import { GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { messageOf } from "../../functions/core/messages.ts";
import { queueClient } from "../../functions/runtime/clients.ts";
import { DEFAULT_NAMES, ENVIRONMENT, optionalEnvironment } from "../../functions/runtime/environment.ts";
import { explaining } from "../aws-errors.ts";
import type { Connection } from "../connection.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

/** Makes a client of the queues in the place that the command connects to. */
export function queuesAt({ optionsOf }: Connection): SQSClient {
  const options = optionsOf("SQS");
  return explaining(queueClient(options), options.endpoint ?? null);
}

/** Returns the URL of the faults queue: a stack's, the variable's, or that of the default name. */
export async function faultsQueueUrl(connection: Connection, world: World): Promise<string> {
  const told = connection.stack?.faultsQueueUrl ?? optionalEnvironment("faultsQueueUrl", world.environment);
  const url = told ?? (await urlOf(DEFAULT_NAMES.faultsQueueName, connection));
  if (typeof url === "string") return url;
  const sentence = `the queue "${DEFAULT_NAMES.faultsQueueName}" cannot be found (${messageOf(url.cause)})`;
  throw new UserError(`${sentence}: set ${ENVIRONMENT.faultsQueueUrl}`, FAILED, url);
}

/** Returns the URL of the queue of given-up batches; null where none can be found. */
export async function givenUpQueueUrl(connection: Connection): Promise<string | null> {
  const { stack } = connection;
  if (stack !== null) return stack.givenUpQueueUrl ?? null;
  const url = await urlOf(DEFAULT_NAMES.givenUpQueueName, connection);
  return typeof url === "string" ? url : null;
}

async function urlOf(name: string, connection: Connection): Promise<string | { readonly cause: unknown }> {
  const { endpoint } = connection.optionsOf("SQS");
  if (endpoint !== undefined) return `${endpoint}/000000000000/${name}`;
  const client = queuesAt(connection);
  try {
    return (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl ?? "";
  } catch (cause) {
    return { cause };
  } finally {
    client.destroy();
  }
}
