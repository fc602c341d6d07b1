import { App } from "aws-cdk-lib";
import { readSystems } from "../../functions/systems/schema.ts";
import { stageOf } from "../../infra/config.ts";
import { StationwatchStack } from "../../infra/stationwatch-stack.ts";

// The stack as it is deployed, except that its feeds may be on this machine, which infra/app.ts refuses.
const app = new App();
const systemsFile: string = app.node.getContext("systems");
new StationwatchStack(app, app.node.getContext("stack"), {
  stage: stageOf("dev"),
  systemsFile,
  configuration: readSystems(systemsFile),
});
