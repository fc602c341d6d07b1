/** Why a fetch brought nothing, as the end of a sentence that begins with the address. */
export class FetchProblem extends Error {
  override readonly name = "FetchProblem";
}
