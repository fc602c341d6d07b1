/** A change of one file. */
export interface Patch {
  /** The path from the root of the project. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly search: string;
  readonly replacement: string;
}

/** A bug that the fault tests must find: patches to files of a copy; the code itself is never changed. */
export interface Mutant extends Patch {
  readonly name: string;
  /** The patches to other files, where what guards against the bug stands in more than one. */
  readonly also?: readonly Patch[];
  /** What goes wrong with it, in one sentence. */
  readonly why: string;
}

export function patchesOf({ also = [], ...first }: Mutant): readonly Patch[] {
  return [first, ...also];
}
