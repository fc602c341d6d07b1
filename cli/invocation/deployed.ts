import { InvokeCommand, type InvokeCommandOutput } from "@aws-sdk/client-lambda";
import { functionClient } from "../../functions/runtime/clients.ts";
import type { FunctionName } from "../../functions/runtime/functions.ts";
import { STACK_OUTPUTS } from "../../infra/outputs.ts";
import { explaining } from "../aws-errors.ts";
import { connected } from "../connection.ts";
import type { Place } from "../places.ts";
import { untold } from "../stack.ts";
import { BAD_INPUT, FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

/** Runs a function of a deployed stack in AWS and returns its result. The end of its log goes to stderr. */
export async function invokeDeployed(
  name: FunctionName,
  event: unknown,
  place: Place,
  world: World,
): Promise<unknown> {
  const { terminal } = world;
  return await connected(place, world, async ({ stack, optionsOf }) => {
    if (stack === null) throw new UserError("--deployed needs the name of a stack: --stack NAME", BAD_INPUT);
    const functionName = stack[`${name}Function`];
    if (functionName === undefined) throw untold(place.stack ?? "", [STACK_OUTPUTS[`${name}Function`]]);
    const reach = optionsOf("LAMBDA");
    const client = explaining(await functionClient(reach), reach.endpoint ?? null);
    try {
      const answer = await client.send(
        new InvokeCommand({
          FunctionName: functionName,
          LogType: "Tail",
          Payload: new TextEncoder().encode(JSON.stringify(event)),
        }),
      );
      for (const line of logLines(answer)) terminal.say(line);
      const result: unknown = JSON.parse(answer.Payload?.transformToString() || "null");
      if (answer.FunctionError !== undefined)
        throw new UserError(`${name} ended with ${errorOf(result)}`, FAILED);
      return result;
    } finally {
      client.destroy();
    }
  });
}

/** Returns the lines of the log, of which Lambda sends the last 4 KB. */
function logLines({ LogResult }: InvokeCommandOutput): string[] {
  const log = Buffer.from(LogResult ?? "", "base64")
    .toString()
    .trimEnd();
  return log === "" ? [] : log.split("\n");
}

function errorOf(result: unknown): string {
  const { errorType = "an error", errorMessage = "no message" } = (result ?? {}) as {
    errorType?: string;
    errorMessage?: string;
  };
  return `${errorType}: ${errorMessage}`;
}
