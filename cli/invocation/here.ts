import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ENVIRONMENT } from "../../functions/runtime/environment.ts";
import { FUNCTIONS, type FunctionName, functionEnvironment } from "../../functions/runtime/functions.ts";
import { keyVariables } from "../../functions/systems/configuration.ts";
import { receiverVariables } from "../../functions/systems/receiver-settings.ts";
import { timeOn } from "../../local/clock.ts";
import { createFunction } from "../../local/lambda/function.ts";
import { projectFile } from "../../local/lambda/project-file.ts";
import { type Connection, connected, laterName } from "../connection.ts";
import { faultsQueueUrl } from "../faults/queue-urls.ts";
import { NAMED_LATER, type NamedLater } from "../names.ts";
import type { Place } from "../places.ts";
import { systemsFile } from "../systems-file.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

/**
 * Runs a function's bundle in its own process, with the event for the time at its place, and returns its result. Its log
 * goes to stderr. `inspectPort` is the debugger's port: 0 picks a free one, null runs without a debugger.
 */
export async function invokeHere(
  name: FunctionName,
  eventAt: (now: number) => unknown,
  inspectPort: number | null,
  place: Place,
  world: World,
): Promise<unknown> {
  const handlerFile = projectFile(`dist/functions/${name}/index.mjs`);
  if (!existsSync(handlerFile)) {
    throw new UserError(`dist/functions/${name} is missing: run npm run build first`, FAILED);
  }
  return await connected(place, world, async (connection) => {
    const { terminal } = world;
    if (name === "poll" && connection.running?.onTape === true) {
      // A live poll would be newer than the rest of the tape, which would then count as old.
      throw new UserError("the pipeline here plays a recording, polled only as recorded", FAILED);
    }
    const local = createFunction({
      name,
      handlerFile,
      environment: await environmentOf(name, connection, place, world),
      ...FUNCTIONS[name].limits,
      inspectPort,
      onLog: (line) => terminal.say(line),
    });
    if (inspectPort !== null)
      terminal.say(`${name} waits for a debugger (chrome://inspect or an editor) and has no time-out:`);
    try {
      const now = connection.running?.clock ? timeOn(connection.running.clock, world.now()) : world.now();
      const result = await local.invoke(eventAt(now));
      terminal.say(result.report);
      if (result.status !== "success") {
        const { errorType, errorMessage } = result.error ?? { errorType: result.status, errorMessage: "" };
        throw new UserError(`${name} ended with ${errorType}: ${errorMessage}`, FAILED);
      }
      return result.payload ?? null;
    } finally {
      await local.close();
    }
  });
}

async function environmentOf(name: FunctionName, connection: Connection, place: Place, world: World) {
  const { running } = connection;
  const reach = await connection.variables();
  const variables: readonly string[] = FUNCTIONS[name].handler.variables;
  const later = NAMED_LATER.map(async (table) => {
    return [table, variables.includes(table) ? await laterName(connection, table, place) : ""] as const;
  });
  const ofLater = Object.fromEntries(await Promise.all(later)) as Record<NamedLater, string>;
  const names = { ...connection.names, ...ofLater, faultsQueueUrl: "" };
  const environment = { ...reach, ...functionEnvironment(name, names) };
  if (environment[ENVIRONMENT.faultsQueueUrl] === "") {
    environment[ENVIRONMENT.faultsQueueUrl] = await faultsQueueUrl(connection, world);
  }
  if (running !== null) environment[ENVIRONMENT.loopbackFeeds] = "allow";
  if (running?.clock) environment[ENVIRONMENT.pollClock] = "event";
  const file = systemsFile(connection, world);
  if (file === null) return environment;
  // The function reads the file unchecked, so it is checked here, as a deployment would.
  const { readSystems } = await import("../../functions/systems/schema.ts");
  environment[ENVIRONMENT.systemsFile] = resolve(world.folder, file);
  const { systems, receivers = [] } = readSystems(file);
  const secrets =
    name === "tell"
      ? receiverVariables(receivers, world.environment)
      : keyVariables(systems, world.environment);
  return { ...environment, ...secrets };
}
