/** A bug that the fault tests must find: a patch to one file of a copy; the code itself is never changed. */
export interface Mutant {
  readonly name: string;
  /** The path from the root of the project. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly search: string;
  readonly replacement: string;
  /** What goes wrong with it, in one sentence. */
  readonly why: string;
}
