import { Duration } from "aws-cdk-lib";
import type { IWidget } from "aws-cdk-lib/aws-cloudwatch";
import type * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import type * as kinesis from "aws-cdk-lib/aws-kinesis";
import { Construct } from "constructs";
import type { Shard } from "../../functions/poll/shard.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { acknowledge } from "../acknowledge.ts";
import type { Stage } from "../config.ts";
import type { Alarms } from "../monitoring/alarms.ts";
import { addPollerAlarms, pollerWidgets } from "../monitoring/poller.ts";
import { grantApiKeys } from "./api-keys.ts";
import { BundledFunction } from "./bundled-function.ts";

export interface PollerProps {
  readonly stage: Stage;
  readonly systemsFile: string;
  readonly configuration: SystemsConfiguration;
  readonly stream: kinesis.Stream;
  readonly polls: dynamodb.Table;
  readonly alarms: Alarms;
}

/** A late poll is not retried: the next one is a minute away. */
const ONCE_OR_NEVER = { retryAttempts: 0, maxEventAge: Duration.seconds(60) };
const TOO_LATE = "The next poll replaces one that failed; alarms ring when there are none.";

/** Asks the feeds each minute and puts the answers on the stream. Each schedule polls a part of the systems. */
export class Poller extends Construct {
  readonly function: BundledFunction<"poll">;

  constructor(scope: Construct, id: string, props: PollerProps) {
    super(scope, id);
    const { stage, stream, polls } = props;
    const pollers = props.configuration.pollers ?? 1;
    this.function = new BundledFunction(this, "Function", {
      name: "poll",
      stage,
      description: "Fetches the stations of every due system into the stream.",
      systemsFile: props.systemsFile,
      environment: { streamName: stream.streamName, pollsTable: polls.tableName },
      asynchronous: ONCE_OR_NEVER,
      instancesMax: stage.sparePollers === null ? null : pollers + stage.sparePollers,
    });
    this.function.may(stream.streamArn, "kinesis:PutRecord");
    // The scan finds the systems that have left systems.json.
    this.function.may(
      polls.tableArn,
      "dynamodb:BatchGetItem",
      "dynamodb:UpdateItem",
      "dynamodb:PutItem",
      "dynamodb:Scan",
    );
    grantApiKeys(this.function, props.configuration);
    acknowledge(this.function, { "Serverless-LambdaAsyncFailureDestination": TOO_LATE });
    const schedules = Array.from({ length: pollers }, (_, shard) => this.#schedule({ shard, of: pollers }));
    addPollerAlarms(this, props.alarms, this.function, schedules);
  }

  #schedule({ shard, of }: Shard): events.Rule {
    const id = shard === 0 ? "EachMinute" : `EachMinute${shard}`;
    const part = of === 1 ? {} : { event: events.RuleTargetInput.fromObject({ shard, of }) };
    const rule = new events.Rule(this, id, {
      description: "stationwatch: runs the poller each minute.",
      schedule: events.Schedule.rate(Duration.minutes(1)),
      targets: [new targets.LambdaFunction(this.function, { ...ONCE_OR_NEVER, ...part })],
    });
    acknowledge(rule, { "Serverless-EventBusDLQ": TOO_LATE });
    return rule;
  }

  widgets(): IWidget[] {
    return pollerWidgets(this.function);
  }
}
