/** Why a fetch brought nothing, as the end of a sentence that begins with the address. */
export class FetchProblem extends Error {
  override readonly name: string = "FetchProblem";
}

/** Nothing came in time: the host hangs, or nobody is there. */
export class NoAnswer extends FetchProblem {
  override readonly name = "NoAnswer";
}

/** The host was not asked, since it is to be left alone. */
export class LeftAlone extends FetchProblem {
  override readonly name = "LeftAlone";
  /** What it answered last; null where it did not answer. */
  readonly httpStatus: number | null;
  /** What is left of the time that it has asked for itself. */
  readonly retryAfterMs: number | null;

  constructor(message: string, httpStatus: number | null, retryAfterMs: number | null) {
    super(message);
    this.httpStatus = httpStatus;
    this.retryAfterMs = retryAfterMs;
  }
}
