import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installed } from "../../installed.ts";
import type { Mutant } from "../mutant.ts";

/** Installed when it is asked for: it brings Babel, which nothing else needs. */
const VERSION = "9.6.1";

/** Lines and columns are counted from 0. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is used of Stryker's instrumenter, which takes no operators of others. */
interface Instrumenter {
  instrument(
    files: readonly { readonly name: string; readonly content: string; readonly mutate: boolean }[],
    options: object,
  ): Promise<{
    readonly mutants: readonly {
      readonly mutatorName: string;
      readonly location: { readonly start: Position; readonly end: Position };
      readonly replacement: string;
    }[];
  }>;
}

const SILENT = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  trace: () => {},
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  fatal: () => {},
};

/** Returns Stryker's mutants of a file: other operators, emptied blocks, conditions that always hold, and the like. */
export async function strykerMutants(root: string, file: string): Promise<Mutant[]> {
  const folder = installed("@stryker-mutator/instrumenter", VERSION);
  const { Instrumenter } = (await import(pathToFileURL(join(folder, "dist/src/index.js")).href)) as {
    Instrumenter: new (logger: typeof SILENT) => Instrumenter;
  };
  const content = readFileSync(join(root, file), "utf8");
  const options = { plugins: null, ignorers: [], excludedMutations: [] };
  const { mutants } = await new Instrumenter(SILENT).instrument(
    [{ name: file, content, mutate: true }],
    options,
  );
  const lines = content.split("\n");
  const offsetOf = ({ line, column }: Position) =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, column);
  return mutants.map(({ mutatorName, location: { start, end }, replacement }) => ({
    file,
    start: offsetOf(start),
    end: offsetOf(end),
    replacement,
    kind: mutatorName,
  }));
}
