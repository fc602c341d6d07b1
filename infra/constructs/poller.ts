import { Duration } from "aws-cdk-lib";
import type * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import type * as kinesis from "aws-cdk-lib/aws-kinesis";
import { Construct } from "constructs";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import type { Stage } from "../config.ts";
import { grantApiKeys } from "./api-keys.ts";
import { BundledFunction } from "./bundled-function.ts";

export interface PollerProps {
  readonly stage: Stage;
  readonly entry: string;
  readonly systemsFile: string;
  readonly configuration: SystemsConfiguration;
  readonly stream: kinesis.Stream;
  readonly polls: dynamodb.Table;
}

/** A poll that is late is a poll too many: the next one is a minute away. */
const ONCE_OR_NEVER = { retryAttempts: 0, maxEventAge: Duration.seconds(60) };

/** Asks the feeds, each minute, and puts what they say on the stream. */
export class Poller extends Construct {
  readonly function: BundledFunction;

  constructor(scope: Construct, id: string, props: PollerProps) {
    super(scope, id);
    const { stage, stream, polls } = props;
    this.function = new BundledFunction(this, "Function", {
      stage,
      description: "Fetches the stations of every due system into the stream.",
      entry: props.entry,
      systemsFile: props.systemsFile,
      // Less than a system's lease lasts, so that nobody takes one over from a poller that still runs.
      timeout: Duration.seconds(50),
      memorySize: 512,
      environment: { streamName: stream.streamName, pollsTable: polls.tableName },
      asynchronous: ONCE_OR_NEVER,
    });
    this.function.may(stream.streamArn, "kinesis:PutRecord");
    // The scan finds the systems that have left systems.json.
    this.function.may(polls.tableArn, "dynamodb:UpdateItem", "dynamodb:PutItem", "dynamodb:Scan");
    grantApiKeys(this.function, props.configuration);
    new events.Rule(this, "EachMinute", {
      description: "stationwatch: time to poll.",
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [new targets.LambdaFunction(this.function, ONCE_OR_NEVER)],
    });
  }
}
