import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "./program.ts";
import { timed } from "./progress.ts";

const ROOT = join(import.meta.dirname, "../..");
const CDK = join(ROOT, "node_modules", "aws-cdk", "bin", "cdk");
const APP = fileURLToPath(new URL("./app.ts", import.meta.url));
const TIMEOUT_MS = 240_000;

export interface CdkOptions {
  readonly stack: string;
  readonly systemsFile: string;
  /** Whether the poller may ask feeds on this machine. */
  readonly loopbackFeeds: boolean;
  /** Whether the stream is archived. */
  readonly archived?: boolean;
  /** The folder of the assembly. */
  readonly output: string;
  /** Says where to deploy to; this process's where absent. */
  readonly variables?: NodeJS.ProcessEnv;
  readonly stop?: AbortSignal;
}

/** Runs cdk and returns its output; rejects with that output when cdk fails. */
export type Cdk = (...words: readonly string[]) => Promise<string>;

/** A synth and a diff rebuild the assembly from the current systems file; other commands use it as it is. */
export function cdkFor(options: CdkOptions): Cdk {
  const { stack, systemsFile, output, loopbackFeeds, variables = process.env, stop } = options;
  const values = [`stack=${stack}`, `systems=${systemsFile}`];
  if (loopbackFeeds) values.push("loopbackFeeds=allow");
  if (options.archived === true) values.push("archive=yes");
  const context = values.flatMap((value) => ["--context", value]);
  const anew = ["--app", `node --import tsx "${APP}"`, "--output", output, ...context];
  const asItIs = ["--app", output];
  const env = { ...variables, CDK_DISABLE_CLI_TELEMETRY: "true", NO_COLOR: "1" };
  const limits = { cwd: ROOT, env, timeoutMs: TIMEOUT_MS, ...(stop === undefined ? {} : { stop }) };
  return async (...words) => {
    const [command = ""] = words;
    const settings = ["synth", "diff"].includes(command) ? anew : asItIs;
    return await timed(`cdk ${command}`, () =>
      runProgram(process.execPath, [CDK, ...words, ...settings], limits),
    );
  };
}
