import { Duration } from "aws-cdk-lib";
import { GraphWidget, type IWidget, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { CfnDeliveryStream } from "aws-cdk-lib/aws-kinesisfirehose";
import type { Construct } from "constructs";
import type { Alarms } from "./alarms.ts";

/** Firehose waits a quarter of an hour for a full file; what is older than that has met a hindrance. */
const BEHIND_MAX = Duration.hours(1);

/** `silenceMinutesMax` is how long the stream may have nothing to read. */
export function addArchiveAlarms(
  scope: Construct,
  alarms: Alarms,
  delivery: CfnDeliveryStream,
  silenceMinutesMax: number,
): void {
  alarms.add(scope, "ArchiveBehind", {
    severity: "low",
    says: "Records wait for an hour to be archived.",
    metric: metricOf(delivery, "DeliveryToS3.DataFreshness", "Maximum"),
    threshold: BEHIND_MAX.toSeconds(),
    periods: 3,
  });
  alarms.add(scope, "ArchiveNotReading", {
    severity: "low",
    says: `The archive has read nothing from the stream for ${silenceMinutesMax} minutes.`,
    metric: recordsRead(delivery),
    below: true,
    periods: silenceMinutesMax / 5,
    silenceIsBadAfter: [delivery],
  });
}

export function archiveWidgets(delivery: CfnDeliveryStream): IWidget[] {
  return [
    new GraphWidget({
      title: "Archive",
      left: [recordsRead(delivery), metricOf(delivery, "DeliveryToS3.Records", "Sum")],
      right: [
        metricOf(delivery, "DeliveryToS3.DataFreshness", "Maximum"),
        metricOf(delivery, "KinesisMillisBehindLatest", "Maximum"),
      ],
    }),
  ];
}

function recordsRead(delivery: CfnDeliveryStream): Metric {
  return metricOf(delivery, "DataReadFromKinesisStream.Records", "Sum");
}

/** Firehose's own metrics of the delivery: its Developer Guide, "Monitor Amazon Data Firehose with CloudWatch metrics". */
function metricOf(delivery: CfnDeliveryStream, metricName: string, statistic: "Maximum" | "Sum"): Metric {
  return new Metric({
    namespace: "AWS/Firehose",
    metricName,
    dimensionsMap: { DeliveryStreamName: delivery.ref },
    period: Duration.minutes(5),
    statistic,
  });
}
