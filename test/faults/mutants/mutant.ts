/** A bug that the fault tests must find: a patch to one file of a copy, never to the code itself. */
export interface Mutant {
  readonly name: string;
  /** From the root of the project. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly search: string;
  readonly replacement: string;
  /** What goes wrong with it, in a sentence. */
  readonly why: string;
}
