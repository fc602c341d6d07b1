#!/usr/bin/env node
// Starts the bundled command: plain Node cannot be relied on to run TypeScript.
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.mjs", import.meta.url);
// The SDK would tell users of Node 20 at every command that its releases of 2027 want a newer one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write("stationwatch: its bundle dist/cli/main.mjs is missing: run npm run build first\n");
  process.exitCode = 1;
}
