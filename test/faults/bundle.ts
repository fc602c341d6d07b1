import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { type Mutant, type Patch, patchesOf } from "./mutants/mutant.ts";

/** Defines `require` for packages that call it. */
const BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Bundles a worker with all its imports into the folder: a copy of the functions with the mutant's patches. Throws
 * when one does not fit.
 */
export async function bundleWorker(
  entry: URL,
  folder: string,
  mutant: Mutant | null,
  name = "worker",
): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    mainFields: ["module", "main"],
    banner: { js: BANNER },
    logLevel: "error",
    logOverride: { "suspicious-logical-operator": "silent" },
    plugins:
      mutant === null
        ? []
        : [
            {
              name: "mutant",
              setup: (setup) => {
                const root = resolve(import.meta.dirname, "../..");
                setup.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
                  const patches = patchesOf(mutant).filter(({ file }) => path === resolve(root, file));
                  if (patches.length === 0) return null;
                  const text = await readFile(path, "utf8");
                  const contents = patches.reduce((sofar, patch) => mutated(sofar, mutant.name, patch), text);
                  return { contents, loader: "ts" };
                });
              },
            },
          ],
  });
  return outfile;
}

/** Applies the patch to the file's text. Throws unless the searched text occurs exactly once. */
export function mutated(text: string, name: string, { file, search, replacement }: Patch): string {
  const [before, after, ...more] = text.split(search);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(
      `mutant "${name}": its text occurs ${more.length + (after === undefined ? 0 : 1)} times in ${file}, expected once`,
    );
  }
  return `${before}${replacement}${after}`;
}
