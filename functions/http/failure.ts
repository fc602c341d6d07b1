/** Why a request failed. The message ends a sentence that begins with the address. */
export class FetchFailure extends Error {
  override readonly name: string = "FetchFailure";
}

/** No answer in time: the host hangs or cannot be reached. */
export class NoAnswer extends FetchFailure {
  override readonly name = "NoAnswer";
}
