/**
 * How a function becomes one file. Plain data, with paths relative to the project's root: CDK and the local build both
 * bundle by it, so that what is tried at home is what is deployed.
 */
export const BUNDLING = {
  platform: "node",
  format: "esm",
  /** The oldest Node that the code supports; emulators run functions on whatever Node they find. */
  target: "node20",
  minify: true,
  /** With `main` first, the SDK's bundles come out nearly twice as large. */
  mainFields: ["module", "main"],
  /** A few of the SDK's dependencies call require, which an ES module does not have. */
  banner: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);",
  alias: {
    "@aws-sdk/credential-provider-node": "functions/runtime/credentials.ts",
    "@aws-sdk/endpoint-cache": "functions/runtime/endpoint-cache.ts",
  },
  /** The ending tells Lambda that the file is an ES module. */
  outputFile: "index.mjs",
  /** Copied beside the output file, where the functions read it when they start. */
  systemsFile: "systems.json",
} as const;
