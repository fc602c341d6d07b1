import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { CfnDeliveryStream } from "aws-cdk-lib/aws-kinesisfirehose";
import type { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";

/** Firehose waits a quarter of an hour for a full file; what is older than that has met a hindrance. */
const BEHIND_MAX = Duration.hours(1);

export function addArchiveAlarms(scope: Construct, alarms: Alarms, delivery: CfnDeliveryStream): void {
  const metric = (metricName: string, statistic: string) =>
    new Metric({
      namespace: "AWS/Firehose",
      metricName,
      dimensionsMap: { DeliveryStreamName: delivery.ref },
      period: Duration.minutes(5),
      statistic,
    });
  alarms.add(scope, "ArchiveBehind", {
    severity: "low",
    says: "Records wait for an hour to be archived.",
    metric: metric("DeliveryToS3.DataFreshness", "Maximum"),
    threshold: BEHIND_MAX.toSeconds(),
    periods: 3,
  });
  alarms.add(scope, "ArchiveNotReading", {
    severity: "low",
    says: "The archive reads the stream an hour late.",
    metric: metric("KinesisMillisBehindLatest", "Maximum"),
    threshold: BEHIND_MAX.toMilliseconds(),
    periods: 3,
  });
}
