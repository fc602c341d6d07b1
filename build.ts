import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { messageOf } from "./functions/core/messages.ts";
import { FUNCTION_NAMES, type FunctionName } from "./functions/runtime/functions.ts";
import { BUNDLING } from "./infra/bundling.ts";

// Builds into dist everything that plain Node runs: the functions as they are deployed, the command, the local runner.

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
    logLevel: "silent",
    // For local stack traces and debuggers; CDK deploys without maps. Sources are read from their own files.
    sourcemap: true,
    sourcesContent: false,
    banner: { js: banner },
    alias: Object.fromEntries(Object.entries(alias).map(([from, to]) => [from, resolve(to)])),
  });
  await copyFile(systemsFile, `${folder}/${systemsFile}`);
}

/**
 * The command loads each part when it needs it. Its imports are bundled, which halves the time to load; the emulators
 * stay where npm installed them.
 */
const COMMANDS: BuildOptions = {
  entryPoints: { "cli/main": "cli/main.ts", "local/start": "local/start.ts" },
  outdir: NEXT,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  logLevel: "silent",
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

/** Builds beside the old output and swaps it in when complete, since a command may be running from it. */
async function buildAll(): Promise<void> {
  await rm(NEXT, { recursive: true, force: true });
  await mkdir(NEXT);
  await Promise.all([...FUNCTION_NAMES.map(buildFunction), build(COMMANDS)]);
  await rm("dist", { recursive: true, force: true });
  await rename(NEXT, "dist");
}

try {
  await buildAll();
} catch (error) {
  // A folder that cannot be written, a full disk; or esbuild's own sentences about a source.
  process.stderr.write(`cannot build dist: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
