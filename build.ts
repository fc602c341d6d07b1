import { copyFile, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { FUNCTION_NAMES, type FunctionName } from "./functions/runtime/functions.ts";
import { BUNDLING } from "./infra/bundling.ts";

// Everything that plain Node runs, in dist: the functions just as they are deployed, the command, the local runner.

const NEXT = "dist.next";

async function buildFunction(name: FunctionName): Promise<void> {
  const { banner, alias, outputFile, systemsFile, mainFields, ...options } = BUNDLING;
  const folder = `${NEXT}/functions/${name}`;
  await build({
    ...options,
    mainFields: [...mainFields],
    entryPoints: [`functions/${name}/handler.ts`],
    outfile: `${folder}/${outputFile}`,
    bundle: true,
    // For stack traces and debuggers here; CDK, which deploys, makes none. The sources are read where they are.
    sourcemap: true,
    sourcesContent: false,
    banner: { js: banner },
    alias: Object.fromEntries(Object.entries(alias).map(([from, to]) => [from, resolve(to)])),
  });
  await copyFile(systemsFile, `${folder}/${systemsFile}`);
}

/**
 * The command loads each of its parts when it needs it. What it imports is bundled with it, which loads in half the
 * time; the emulators stay where npm put them.
 */
const COMMANDS: BuildOptions = {
  entryPoints: { "cli/main": "cli/main.ts", "local/start": "local/start.ts" },
  outdir: NEXT,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  external: ["dynalite", "dynalite/*", "kinesis-local"],
  mainFields: [...BUNDLING.mainFields],
  banner: { js: BUNDLING.banner },
  chunkNames: "chunks/[name]-[hash]",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
};

// Beside the old one until it is whole: a command may be running from there.
await rm(NEXT, { recursive: true, force: true });
await Promise.all([...FUNCTION_NAMES.map(buildFunction), build(COMMANDS)]);
await rm("dist", { recursive: true, force: true });
await rename(NEXT, "dist");
