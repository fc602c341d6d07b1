import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { FORMAT } from "../../functions/store/packed-state.ts";
import { STATE_ITEM } from "../../functions/store/state-store.ts";
import type { Mishaps } from "./mishaps.ts";

/** Two versions of the code may serve side by side. The newer one has another format of the state, and reads both. */
export type Code = "older" | "newer";

type Sent = { readonly input: object };

/**
 * The code under test is the older version. Where a container plays the newer one, its states go to the table under
 * the next format's number and come from there under the known one: the bytes are the same, so that only who looks
 * at the number knows that they are not for him.
 */
export function asCode(code: Code, command: Sent, send: (own: Sent) => object, mishaps: Mishaps): object {
  if (command instanceof PutCommand && code === "newer" && command.input.Item?.item === STATE_ITEM) {
    return send(new PutCommand({ ...command.input, Item: { ...command.input.Item, format: FORMAT + 1 } }));
  }
  const answer = send(command);
  if (!(command instanceof GetCommand) || command.input.Key?.item !== STATE_ITEM) return answer;
  const { Item: item } = answer as { readonly Item?: Readonly<Record<string, unknown>> };
  if (item === undefined || item.format !== FORMAT + 1) return answer;
  if (code === "newer") return { Item: { ...item, format: FORMAT } };
  mishaps.count("state in a newer format");
  return answer;
}
