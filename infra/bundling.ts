/**
 * How a function becomes one file. Plain data, relative to the project's root: CDK bundles by it, and so does
 * the build for one machine, so that what is tried at home is what is deployed.
 */
export const BUNDLING = {
  platform: "node",
  format: "esm",
  /** The oldest Node that the code supports; emulators run functions on whatever Node they find. */
  target: "node20",
  minify: true,
  /** The other way round, the SDK's bundles come out nearly twice as large. */
  mainFields: ["module", "main"],
  /** A few of the SDK's dependencies call require, which an ES module has not. */
  banner: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  alias: {
    "@aws-sdk/credential-provider-node": "functions/runtime/credentials.ts",
    "@aws-sdk/endpoint-cache": "functions/runtime/endpoint-cache.ts",
  },
  /** Lambda takes a file for an ES module by its ending. */
  outputFile: "index.mjs",
  /** Copied beside the output: the functions read it when they start. */
  systemsFile: "systems.json",
} as const;
