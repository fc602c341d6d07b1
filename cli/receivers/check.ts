import type { Checked } from "../../functions/tell/check.ts";
import { invokeDeployed } from "../invocation/deployed.ts";
import { invokeHere } from "../invocation/here.ts";
import type { Place } from "../places.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

/** Lets the function that tells send one marked message. Throws a UserError where the receiver does not take it. */
export async function checkReceiver(name: string, place: Place, world: World): Promise<void> {
  const eventAt = (now: number) => ({ time: new Date(now).toISOString(), check: name });
  const { isTaken, says } = (
    place.stack === undefined
      ? await invokeHere("tell", eventAt, null, place, world)
      : await invokeDeployed("tell", eventAt(world.now()), place, world)
  ) as Checked;
  if (!isTaken) throw new UserError(`${name} has not taken the message: ${says}`, FAILED);
  world.terminal.say(`${name} has taken the message: ${says}`);
}
