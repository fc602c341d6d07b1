import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { type Stage, stageOf } from "../../infra/config.ts";
import { readDeployableSystems } from "../../infra/deployable-systems.ts";
import { StationwatchStack } from "../../infra/stationwatch-stack.ts";

export const ROOT = join(import.meta.dirname, "../..");
export const SYSTEMS_FILE = join(ROOT, "systems.json");

export interface Synthesised {
  readonly template: Template;
  /** The folder of the assembly; the caller removes it. */
  readonly folder: string;
}

/** Makes the stack as `cdk synth` does, in this process; bundles the functions only on request. */
export function synthesise(
  stageName: string,
  bundled = false,
  configuration: SystemsConfiguration = readDeployableSystems(SYSTEMS_FILE),
  changes: Partial<Stage> = {},
): Synthesised {
  const { context } = JSON.parse(readFileSync(join(ROOT, "cdk.json"), "utf8")) as { context: object };
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-cdk-"));
  const app = new App({
    outdir: folder,
    context: { ...context, ...(bundled ? {} : { "aws:cdk:bundling-stacks": [] }) },
  });
  const stage = { ...stageOf(stageName), ...changes };
  const stack = new StationwatchStack(app, `stationwatch-${stageName}`, {
    stage,
    systemsFile: SYSTEMS_FILE,
    configuration,
  });
  return { template: Template.fromStack(stack), folder };
}
