import { join } from "node:path";
import { CfnOutput, Stack, Tags } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import type { Construct } from "constructs";
import type { SystemsConfiguration } from "../functions/systems/configuration.ts";
import type { Stage } from "./config.ts";
import { Detector } from "./constructs/detector.ts";
import { Poller } from "./constructs/poller.ts";
import { PollStream } from "./constructs/stream.ts";
import { Tables } from "./constructs/tables.ts";

export interface StationwatchStackProps {
  readonly stage: Stage;
  /** The file that goes beside the functions, and what it says. */
  readonly systemsFile: string;
  readonly configuration: SystemsConfiguration;
  /** Other files than the functions' own handlers. */
  readonly entries?: { readonly poll: string; readonly detect: string };
}

const FUNCTIONS = join(import.meta.dirname, "../functions");
const ENTRIES = { poll: join(FUNCTIONS, "poll/handler.ts"), detect: join(FUNCTIONS, "detect/handler.ts") };

/** Puts the capabilities together; each construct owns its own. */
export class StationwatchStack extends Stack {
  constructor(scope: Construct, id: string, props: StationwatchStackProps) {
    super(scope, id, { description: "Watches bike-share stations: which are empty, full or closed." });
    const { stage, systemsFile, configuration, entries = ENTRIES } = props;
    Tags.of(this).add("stationwatch:stage", stage.name);

    const stream = new PollStream(this, "Stream", stage);
    const tables = new Tables(this, "Tables", stage);
    const bus = new EventBus(this, "Bus", { eventBusName: id });
    const polls = tables.polls;
    new Poller(this, "Poller", { stage, systemsFile, configuration, stream, polls, entry: entries.poll });
    const detector = new Detector(this, "Detector", {
      stage,
      systemsFile,
      stream,
      tables,
      bus,
      entry: entries.detect,
    });

    this.#tell({
      StreamName: stream.streamName,
      StateTable: tables.state.tableName,
      AlertsTable: tables.alerts.tableName,
      WindowsTable: tables.windows.tableName,
      PollsTable: tables.polls.tableName,
      BusName: bus.eventBusName,
      FaultsQueueUrl: detector.faults.queueUrl,
      GivenUpQueueUrl: detector.givenUp.queueUrl,
    });
  }

  /** What the CLI asks CloudFormation for. */
  #tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
