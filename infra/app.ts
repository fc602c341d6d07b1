import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { stageOf } from "./config.ts";
import { readDeployableSystems } from "./deployable-systems.ts";
import { StationwatchStack } from "./stationwatch-stack.ts";

/** `cdk synth -c stage=prod -c systems=path/to/systems.json` */
const app = new App({ autoSynth: false });
try {
  const stage = stageOf(app.node.tryGetContext("stage"));
  const systemsFile: string =
    app.node.tryGetContext("systems") ?? join(import.meta.dirname, "..", "systems.json");
  new StationwatchStack(app, `stationwatch-${stage.name}`, {
    stage,
    systemsFile,
    configuration: readDeployableSystems(systemsFile),
  });
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
