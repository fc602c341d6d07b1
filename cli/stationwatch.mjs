#!/usr/bin/env node
// Starts the bundled command, because not every supported Node runs TypeScript.
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.mjs", import.meta.url);
// Otherwise the SDK warns users of Node 20 at every command that its releases of 2027 need a newer Node.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
if (existsSync(main)) {
  await import(main.href);
} else {
  process.stderr.write(
    "stationwatch: its bundle dist/cli/main.mjs is missing: run npm ci in this folder first\n",
  );
  process.exitCode = 1;
}
