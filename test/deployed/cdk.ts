import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "./program.ts";
import { timed } from "./progress.ts";

const ROOT = join(import.meta.dirname, "../..");
const CDK = join(ROOT, "node_modules", "aws-cdk", "bin", "cdk");
const APP = fileURLToPath(new URL("./app.ts", import.meta.url));
const TIMEOUT_MS = 240_000;

export interface CdkOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly stack: string;
  readonly systemsFile: string;
  /** Where the assembly goes. */
  readonly folder: string;
}

/** Runs cdk on the suite's app and gives what it says; rejects with that when it fails. */
export type Cdk = (...words: readonly string[]) => Promise<string>;

export function cdkFor({ environment, stack, systemsFile, folder }: CdkOptions): Cdk {
  const settings = [
    ["--app", `node --import tsx "${APP}"`],
    ["--output", join(folder, "cdk.out")],
    ["--context", `stack=${stack}`],
    ["--context", `systems=${systemsFile}`],
  ].flat();
  const env = { ...process.env, ...environment, CDK_DISABLE_CLI_TELEMETRY: "true", NO_COLOR: "1" };
  return async (...words) =>
    await timed(`cdk ${words[0]}`, () =>
      runProgram(process.execPath, [CDK, ...words, ...settings], { cwd: ROOT, env, timeoutMs: TIMEOUT_MS }),
    );
}
