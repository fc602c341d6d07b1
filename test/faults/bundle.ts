import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Mutant } from "./mutants/mutant.ts";

/** Defines `require` for packages that call it. */
const BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Bundles the worker with all its imports into the folder: a copy of the functions with the mutant's patch. Throws when
 * the patch does not fit.
 */
export async function bundleWorker(folder: string, mutant: Mutant | null, name = "worker"): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL("./worker.ts", import.meta.url))],
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
                const path = resolve(import.meta.dirname, "../..", mutant.file);
                setup.onLoad({ filter: /\.ts$/ }, async (file) => {
                  if (file.path !== path) return null;
                  return { contents: mutated(await readFile(path, "utf8"), mutant), loader: "ts" };
                });
              },
            },
          ],
  });
  return outfile;
}

/** Applies the patch to the file's text. Throws unless the searched text occurs exactly once. */
export function mutated(text: string, mutant: Mutant): string {
  const [before, after, ...more] = text.split(mutant.search);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(
      `mutant "${mutant.name}": its text occurs ${more.length + (after === undefined ? 0 : 1)} times in ${mutant.file}, expected once`,
    );
  }
  return `${before}${mutant.replacement}${after}`;
}
