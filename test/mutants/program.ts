import { join } from "node:path";
import type { Node, SourceFile } from "typescript/unstable/ast";
import { API, type Checker } from "typescript/unstable/sync";

/** A source file with the compiler's knowledge of it. */
export interface Source {
  /** Relative to the project's root. */
  readonly file: string;
  readonly tree: SourceFile;
  readonly checker: Checker;
}

/** A replacement in a source file, as offsets into its text. */
export interface Change {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly place: Place;
}

/**
 * What stands there, on which depends how the text chooses between it and its replacements while it runs: an expression;
 * the name after the dot of a member; a field in a pattern; a field that is short for its variable; a spread.
 */
export type Place = "expression" | "member" | "pattern" | "shorthand" | "spread";

/** Finds the changes of one kind in a source file. */
export type Operator = (source: Source) => Change[];

/** Lets the work see the files as the compiler does. The compiler's interface is unstable, and its version pinned. */
export function withProgram<T>(root: string, work: (sourceOf: (file: string) => Source) => T): T {
  const api = new API({ cwd: root });
  try {
    const snapshot = api.updateSnapshot({ openProjects: [join(root, "tsconfig.json")] });
    const [project] = snapshot.getProjects();
    if (project === undefined) throw new Error(`${root} has no tsconfig.json`);
    return work((file) => {
      const tree = project.program.getSourceFile(join(root, file));
      if (tree === undefined) throw new Error(`${file} is no file of tsconfig.json`);
      return { file, tree, checker: project.checker };
    });
  } finally {
    api.close();
  }
}

/** Visits a node and all below it, parents first. */
export function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}
