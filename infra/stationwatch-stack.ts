import { CfnOutput, type CfnResource, Stack, Tags } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { SystemsConfiguration } from "../functions/systems/configuration.ts";
import type { Stage } from "./config.ts";
import { Archive } from "./constructs/archive.ts";
import { Bus } from "./constructs/bus.ts";
import { Detector } from "./constructs/detector.ts";
import { Dispatchers } from "./constructs/dispatchers.ts";
import { Poller } from "./constructs/poller.ts";
import { PollStream } from "./constructs/stream.ts";
import { Tables } from "./constructs/tables.ts";
import { Teller } from "./constructs/teller.ts";
import { Topics } from "./constructs/topics.ts";
import { Alarms } from "./monitoring/alarms.ts";
import { Overview } from "./monitoring/dashboard.ts";
import { functionOutputs, STACK_OUTPUTS, type StackOutputs } from "./outputs.ts";

export interface StationwatchStackProps {
  readonly stage: Stage;
  /** The path of systems.json, which is copied beside the functions, and its contents. */
  readonly systemsFile: string;
  readonly configuration: SystemsConfiguration;
}

/** Puts the capabilities together; each construct owns its resources, alarms and widgets. */
export class StationwatchStack extends Stack {
  constructor(scope: Construct, id: string, props: StationwatchStackProps) {
    super(scope, id, { description: "Watches bike-share stations: which are empty, full or closed." });
    const { stage, systemsFile, configuration } = props;
    Tags.of(this).add("stationwatch:stage", stage.name);

    const topics = new Topics(this, "Topics", stage);
    const alarms = new Alarms(this, "Alarms", topics, stage.receivers);
    const stream = new PollStream(this, "Stream", stage, alarms);
    const tables = new Tables(this, "Tables", stage);
    const bus = new Bus(this, "Bus");
    const { polls } = tables;
    const poller = new Poller(this, "Poller", { stage, systemsFile, configuration, stream, polls, alarms });
    const ofDetector = { stage, systemsFile, configuration, stream, tables, bus, alarms };
    const detector = new Detector(this, "Detector", ofDetector);
    const { archive: asked } = stage;
    const archive =
      asked === null
        ? null
        : new Archive(this, "Archive", { ...asked, stage, configuration, stream, alarms });

    const teller = new Teller(this, "Teller", {
      stage,
      systemsFile,
      configuration,
      tables,
      topics,
      bus,
      alarms,
    });
    const dispatchers = new Dispatchers(this, "Dispatchers", { tables, stream });

    // The detector is updated first, since an older one would set aside the records of a newer poller: DependsOn orders
    // updates too (CloudFormation Template Reference, "DependsOn attribute").
    const resourceOf = ({ function: own }: Poller | Detector) => own.node.defaultChild as CfnResource;
    resourceOf(poller).addResourceDependency(resourceOf(detector));

    const capabilities = [poller, detector, teller, ...(archive === null ? [] : [archive])];
    new Overview(
      this,
      "Overview",
      capabilities.map((one) => one.widgets()),
    );
    const functions = { poll: poller.function, detect: detector.function, tell: teller.function };
    this.#tell({
      streamName: stream.streamName,
      stateTable: tables.state.tableName,
      alertsTable: tables.alerts.tableName,
      windowsTable: tables.windows.tableName,
      historyTable: tables.history.tableName,
      pollsTable: tables.polls.tableName,
      peopleTable: tables.people.tableName,
      receiversTable: tables.receivers.tableName,
      mailTopics: teller.mailTopics,
      busName: bus.eventBusName,
      faultsQueueUrl: detector.faults.queueUrl,
      givenUpQueueUrl: detector.givenUp.queueUrl,
      ...functionOutputs((name) => functions[name].functionName),
      highAlarmsTopic: alarms.topicArn("high"),
      lowAlarmsTopic: alarms.topicArn("low"),
      undeliveredQueueUrl: topics.undelivered.queueUrl,
      dispatchersPolicy: dispatchers.policy.managedPolicyArn,
    });
  }

  /** Writes the outputs, which the command asks CloudFormation for. */
  #tell(outputs: StackOutputs): void {
    for (const [key, name] of Object.entries(STACK_OUTPUTS)) {
      new CfnOutput(this, name, { value: outputs[key as keyof StackOutputs] });
    }
  }
}
