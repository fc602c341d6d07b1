import { Duration, Names } from "aws-cdk-lib";
import type { IWidget } from "aws-cdk-lib/aws-cloudwatch";
import type * as events from "aws-cdk-lib/aws-events";
import type * as kinesis from "aws-cdk-lib/aws-kinesis";
import { type EventSourceMapping, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { DETECTOR_MAPPING } from "../../functions/runtime/mapping.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import type { Stage } from "../config.ts";
import type { Alarms } from "../monitoring/alarms.ts";
import { addDetectorAlarms, detectorWidgets } from "../monitoring/detector.ts";
import { recordWithinMinutes } from "../monitoring/silence.ts";
import { BundledFunction } from "./bundled-function.ts";
import { SetAsideQueue } from "./set-aside-queue.ts";
import type { Tables } from "./tables.ts";

export interface DetectorProps {
  readonly stage: Stage;
  readonly systemsFile: string;
  readonly configuration: SystemsConfiguration;
  readonly stream: kinesis.Stream;
  readonly tables: Tables;
  readonly bus: events.EventBus;
  readonly alarms: Alarms;
}

/** Folds the stream into state, alerts and city windows, and announces what has changed. */
export class Detector extends Construct {
  readonly function: BundledFunction<"detect">;
  /** Records and effects that can never be used, each with its bytes and the reason. */
  readonly faults: SetAsideQueue;
  /** The batches that were given up: shard and sequence numbers, by which the stream can be read again. */
  readonly givenUp: SetAsideQueue;
  readonly mapping: EventSourceMapping;

  constructor(scope: Construct, id: string, props: DetectorProps) {
    super(scope, id);
    const { stage, tables } = props;
    this.faults = new SetAsideQueue(this, "Faults", stage);
    this.givenUp = new SetAsideQueue(this, "GivenUp", stage);
    this.function = new BundledFunction(this, "Function", {
      name: "detect",
      stage,
      description: "Computes the stations' transitions and writes alerts and city windows.",
      systemsFile: props.systemsFile,
      environment: {
        stateTable: tables.state.tableName,
        alertsTable: tables.alerts.tableName,
        windowsTable: tables.windows.tableName,
        historyTable: tables.history.tableName,
        busName: props.bus.eventBusName,
        faultsQueueUrl: this.faults.queueUrl,
      },
    });
    this.function.may(tables.state.tableArn, "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem");
    // Which alerts are open is read only where a state is lost: the index proposes, the table decides.
    const ofAlerts = ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:BatchGetItem"] as const;
    this.function.may(tables.alerts.tableArn, ...ofAlerts);
    this.function.may(`${tables.alerts.tableArn}/index/open`, "dynamodb:Query");
    this.function.may(tables.windows.tableArn, "dynamodb:PutItem");
    this.function.may(tables.history.tableArn, "dynamodb:PutItem");
    this.function.may(props.bus.eventBusArn, "events:PutEvents");
    this.function.may(this.faults.queueArn, "sqs:SendMessage");
    this.mapping = this.#map(props.stream);
    // An archive reads the stream too, so that reads say nothing of the detector then.
    const silenceMinutesMax = stage.archive === null ? null : recordWithinMinutes(props.configuration);
    addDetectorAlarms(this, props.alarms, this, { ...props, silenceMinutesMax });
  }

  widgets(): IWidget[] {
    return detectorWidgets(this);
  }

  #map(stream: kinesis.Stream): EventSourceMapping {
    this.function.may(stream.streamArn, ...READING);
    this.function.may(this.givenUp.queueArn, "sqs:SendMessage");
    // Made by hand, with the name that CDK's KinesisEventSource would give: that grants more than the function needs.
    // The name must stay: CloudFormation creates before it deletes, and Lambda refuses a second mapping from the stream.
    return this.function.addEventSourceMapping(`KinesisEventSource:${Names.nodeUniqueId(stream.node)}`, {
      eventSourceArn: stream.streamArn,
      startingPosition: StartingPosition[DETECTOR_MAPPING.startingPosition],
      batchSize: DETECTOR_MAPPING.batchSize,
      reportBatchItemFailures: DETECTOR_MAPPING.reportBatchItemFailures,
      bisectBatchOnError: DETECTOR_MAPPING.bisectBatchOnFunctionError,
      retryAttempts: DETECTOR_MAPPING.maximumRetryAttempts,
      maxRecordAge: Duration.seconds(DETECTOR_MAPPING.maximumRecordAgeInSeconds),
      onFailure: { bind: () => ({ destination: this.givenUp.queueArn }) },
    });
  }
}

/** What a function's role needs so that Lambda can read a stream for it, without enhanced fan-out. */
const READING = [
  "kinesis:DescribeStream",
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
];
