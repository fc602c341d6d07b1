import { App } from "aws-cdk-lib";
import { ENVIRONMENT } from "../../functions/runtime/environment.ts";
import { readSystems } from "../../functions/systems/schema.ts";
import { stageOf } from "../../infra/config.ts";
import type { Poller } from "../../infra/constructs/poller.ts";
import { StationwatchStack } from "../../infra/stationwatch-stack.ts";

// The stack as it is deployed, except that its feeds may be on this machine, which infra/app.ts refuses.
const app = new App();
const systemsFile: string = app.node.getContext("systems");
const archive = app.node.tryGetContext("archive") === "yes" ? { keptDays: 1 } : null;
const stack = new StationwatchStack(app, app.node.getContext("stack"), {
  stage: { ...stageOf("dev"), archive },
  systemsFile,
  configuration: readSystems(systemsFile),
});
if (app.node.tryGetContext("loopbackFeeds") === "allow") {
  (stack.node.findChild("Poller") as Poller).function.addEnvironment(ENVIRONMENT.loopbackFeeds, "allow");
}
