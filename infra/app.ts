import { App } from "aws-cdk-lib";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { deploymentOf } from "./context.ts";
import { readDeployableSystems } from "./deployable-systems.ts";
import { StationwatchStack } from "./stationwatch-stack.ts";

/** The CDK app, run as `cdk synth -c stage=prod -c systems=path/to/systems.json`; context.ts has all context keys. */
const app = new App({ autoSynth: false });
try {
  // CDK's command sets CDK_DEFAULT_REGION, from the profile or the environment.
  const { stage, systemsFile } = deploymentOf(app, process.env.CDK_DEFAULT_REGION);
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
