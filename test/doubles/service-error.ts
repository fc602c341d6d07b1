/** An error as a service tells it: the SDK goes by its name. */
export function serviceError(name: string, message = "told by a double"): Error {
  return Object.assign(new Error(message), { name });
}

/** A double was asked for something that it does not know: never an answer that the code may get over. */
export class NotSimulated extends Error {
  override readonly name = "NotSimulated";
}
