import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { identityClient } from "../../functions/runtime/clients.ts";
import { explaining } from "../aws-errors.ts";
import type { Connection } from "../connection.ts";
import { isLoopback } from "../endpoints.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { nameOfPerson } from "./texts.ts";

/** Who does something. */
export interface Person {
  /** Who they say they are: a claim. */
  readonly by: string;
  /** The ARN that AWS vouches for; null where nobody does. */
  readonly caller: string | null;
}

/**
 * Returns who acts: `by`, else the caller's ARN on AWS, and the user's name on one machine. Throws a UserError when
 * none is known.
 */
export async function whoActs(
  by: string | undefined,
  connection: Connection,
  place: Place,
  world: World,
): Promise<Person> {
  // An emulator takes any caller, so it vouches for nobody.
  const { endpoint } = connection.optionsOf("STS");
  const isHere = place.data !== undefined || (endpoint !== undefined && isLoopback(endpoint));
  const caller = isHere ? null : await callerOf(connection);
  const name = by ?? caller ?? world.user();
  if (name === null) throw new UserError("nobody knows who you are: expected --by NAME", BAD_INPUT);
  return { by: nameOfPerson(name), caller };
}

async function callerOf(connection: Connection): Promise<string | null> {
  const options = connection.optionsOf("STS");
  const client = explaining(await identityClient(options), options.endpoint ?? null);
  try {
    return (await client.send(new GetCallerIdentityCommand({}))).Arn ?? null;
  } finally {
    client.destroy();
  }
}
