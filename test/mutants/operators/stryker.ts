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
    readonly files: readonly { readonly content: string }[];
    readonly mutants: readonly {
      readonly id: string;
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

/** What Stryker's texts declare for themselves: our own question has the same name. */
const DECLARATIONS = /^function stry\w+_9fa48\(.*?^}$/gms;

/** Returns Stryker's mutants of a file, and the text that holds them: other operators, emptied blocks, and the like. */
export async function strykerMutants(
  root: string,
  file: string,
): Promise<{ readonly mutants: readonly Mutant[]; readonly text: string }> {
  const folder = installed("@stryker-mutator/instrumenter", VERSION);
  const { Instrumenter } = (await import(pathToFileURL(join(folder, "dist/src/index.js")).href)) as {
    Instrumenter: new (logger: typeof SILENT) => Instrumenter;
  };
  const content = readFileSync(join(root, file), "utf8");
  const options = { plugins: null, ignorers: [], excludedMutations: [] };
  const { files, mutants } = await new Instrumenter(SILENT).instrument(
    [{ name: file, content, mutate: true }],
    options,
  );
  const lines = content.split("\n");
  const offsetOf = ({ line, column }: Position) =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, column);
  const idOf = (id: string) => `${file}:${id}`;
  const text = (files[0]?.content ?? content)
    .replace(DECLARATIONS, "")
    .replace("stryNS_9fa48();", "const stryCov_9fa48 = () => {};")
    .replace(/stryMutAct_9fa48\("(\d+)"\)/g, (_, id) => `stryMutAct_9fa48("${idOf(id)}")`);
  return {
    text,
    mutants: mutants.map(({ id, mutatorName, location: { start, end }, replacement }) => ({
      id: idOf(id),
      file,
      start: offsetOf(start),
      end: offsetOf(end),
      replacement,
      kind: mutatorName,
    })),
  };
}
