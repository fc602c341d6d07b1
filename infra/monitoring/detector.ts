import { Duration } from "aws-cdk-lib";
import { GraphWidget, type IWidget, type Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IStream } from "aws-cdk-lib/aws-kinesis";
import type { EventSourceMapping, IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { type DETECT, FUNCTIONS } from "../../functions/runtime/functions.ts";
import type { AlarmSettings, Alarms } from "./alarms.ts";
import { ownMetric } from "./own-metric.ts";

/** The parts of the detector that are watched. */
interface Watched {
  readonly function: IFunction;
  readonly faults: IQueue;
  readonly givenUp: IQueue;
  /** What reads the stream for the function. */
  readonly mapping: EventSourceMapping;
}

const MINUTE = { period: Duration.minutes(1) };
const FIVE_MINUTES = { period: Duration.minutes(5) };
const BEHIND_MAX = Duration.minutes(5);
/** The share of its timeout that a run may take: a run that reaches the timeout is stopped and retried for ever. */
const SLOW_SHARE = 0.7;
/** Conflicts per five minutes that are normal: during a deployment two versions run for a moment. */
const CONFLICTS_MAX = 10;

/** What the detector reads and writes. */
interface Around {
  readonly stream: IStream;
  readonly tables: Construct;
  /** Where others read the stream too: how long the detector may have nothing to do. Null where it alone reads. */
  readonly silenceMinutesMax: number | null;
}

export function addDetectorAlarms(
  scope: Construct,
  alarms: Alarms,
  watched: Watched,
  { stream, tables, silenceMinutesMax }: Around,
): void {
  const detector = watched.function;
  alarms.add(scope, "DetectorFailures", {
    severity: "low",
    says: "The detector ends with an error; its batches are retried.",
    metric: detector.metricErrors(MINUTE),
    periods: 5,
    badPeriods: 3,
  });
  // A failing dependency is no error of the function: it reports which records to retry, and ends well. Lambda may wait
  // longer from retry to retry, so not every minute has one.
  alarms.add(scope, "RecordsRetried", {
    severity: "low",
    says: "The detector cannot finish its batches; records are retried.",
    metric: counted(detector, "retried", Duration.minutes(1)),
    periods: 10,
    badPeriods: 3,
  });
  alarms.add(scope, "DetectorBehind", {
    severity: "high",
    says: "The detector is five minutes behind.",
    metric: iteratorAge(detector),
    threshold: BEHIND_MAX.toMilliseconds(),
    periods: 2,
  });
  alarms.add(scope, "DetectorNotReading", {
    severity: "high",
    below: true,
    silenceIsBadAfter: [watched.mapping],
    ...(silenceMinutesMax === null ? readsOf(stream) : runsOf(detector, silenceMinutesMax)),
  });
  alarms.add(scope, "DetectorSlow", {
    severity: "low",
    says: "A run of the detector has nearly reached its timeout.",
    metric: detector.metricDuration({ ...FIVE_MINUTES, statistic: "Maximum" }),
    threshold: SLOW_SHARE * FUNCTIONS.detect.limits.timeoutMs,
  });
  alarms.add(scope, "DetectorThrottles", {
    severity: "low",
    says: "Lambda refuses to run the detector.",
    metric: detector.metricThrottles(FIVE_MINUTES),
  });
  alarms.add(scope, "BatchesGivenUp", {
    severity: "high",
    says: "The detector's batches were given up after six hours of retries.",
    metric: waiting(watched.givenUp),
  });
  alarms.add(scope, "FaultsWaiting", {
    severity: "low",
    says: "Records or effects that cannot be used were set aside.",
    metric: waiting(watched.faults),
  });
  alarms.add(scope, "WriteConflicts", {
    severity: "low",
    says: "Several runs of the detector write the same state.",
    metric: counted(detector, "conflicts"),
    threshold: CONFLICTS_MAX,
    periods: 3,
  });
  // Counted by the detector: an alarm on one of DynamoDB's own metrics, which has no values in good times, would never
  // go back to OK, since CloudWatch ignores missing data in that namespace (API reference, PutMetricAlarm).
  alarms.add(tables, "StateThrottled", {
    severity: "low",
    says: "DynamoDB refuses to save states.",
    metric: counted(detector, "throttled"),
  });
}

type Judged = Pick<AlarmSettings, "says" | "metric" | "periods">;

/**
 * Where feeds are asked only each hour, the detector has no iterator age for long. Its mapping shows that it is alive: it
 * reads each shard every second, whether records have come or not. Five periods of a minute, not one of five minutes:
 * CloudWatch looks further back than it judges, and would go on with the last good value for long.
 */
function readsOf(stream: IStream): Judged {
  return {
    says: "The stream has not been read for five minutes.",
    metric: stream.metricGetRecordsSuccess({ ...MINUTE, statistic: "Sum" }),
    periods: 5,
  };
}

function runsOf(detector: IFunction, minutes: number): Judged {
  return {
    says: `The detector has not run for ${minutes} minutes.`,
    metric: detector.metricInvocations(FIVE_MINUTES),
    periods: minutes / 5,
  };
}

export function detectorWidgets(watched: Watched): IWidget[] {
  const detector = watched.function;
  return [
    new GraphWidget({ title: "Alerts", left: [counted(detector, "opened"), counted(detector, "resolved")] }),
    new GraphWidget({
      title: "Detector",
      left: [
        detector.metricErrors(FIVE_MINUTES),
        ...(["conflicts", "retried", "throttled"] as const).map((name) => counted(detector, name)),
      ],
      right: [iteratorAge(detector), detector.metricDuration({ ...FIVE_MINUTES, statistic: "p99" })],
    }),
    new GraphWidget({
      title: "Set aside",
      left: [counted(detector, "faults"), waiting(watched.faults), waiting(watched.givenUp)],
    }),
  ];
}

/** The iterator age in milliseconds; reported when a batch is given to the function, again at each retry. */
function iteratorAge(detector: IFunction): Metric {
  return detector.metric("IteratorAge", { ...FIVE_MINUTES, statistic: "Maximum" });
}

function waiting(queue: IQueue): Metric {
  return queue.metricApproximateNumberOfMessagesVisible({ ...FIVE_MINUTES, statistic: "Maximum" });
}

type DetectorMetric = (typeof DETECT.metrics)[number];

function counted(detector: IFunction, name: DetectorMetric, period?: Duration): Metric {
  return ownMetric(detector, name, period);
}
