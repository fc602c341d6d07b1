/** An error of a service; the SDK identifies it by its name. */
export function serviceError(name: string, message = "told by a double"): Error {
  return Object.assign(new Error(message), { name });
}

/** A double does not know an operation. No service error, so the code under test cannot recover from it. */
export class NotSimulated extends Error {
  override readonly name = "NotSimulated";
}
