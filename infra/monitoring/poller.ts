import { Duration } from "aws-cdk-lib";
import { GraphWidget, type IWidget, type Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { METRICS } from "../../functions/runtime/metrics.ts";
import type { Alarms } from "./alarms.ts";
import { ownMetric } from "./own-metric.ts";

const MINUTE = { period: Duration.minutes(1) };
const FIVE_MINUTES = { period: Duration.minutes(5) };

export function addPollerAlarms(scope: Construct, alarms: Alarms, poller: IFunction): void {
  alarms.add(scope, "PollerFailures", {
    severity: "high",
    says: "The poller fails.",
    metric: poller.metricErrors(MINUTE),
    threshold: 1,
    periods: 5,
    badPeriods: 3,
  });
  alarms.add(scope, "PollerNotRunning", {
    severity: "high",
    says: "Nobody has polled for five minutes.",
    metric: poller.metricInvocations(FIVE_MINUTES),
    threshold: 1,
    below: true,
    periods: 1,
    missingIsBad: true,
  });
  alarms.add(scope, "PollerThrottles", {
    severity: "low",
    says: "Lambda refuses to run the poller.",
    metric: poller.metricThrottles(FIVE_MINUTES),
    threshold: 1,
    periods: 1,
  });
  alarms.add(scope, "FeedsFailing", {
    severity: "low",
    says: "Polls of a feed have failed for half an hour.",
    metric: counted(poller, "failed"),
    threshold: 1,
    periods: 6,
  });
}

export function pollerWidgets(poller: IFunction): IWidget[] {
  return [
    new GraphWidget({
      title: "Polls",
      left: [counted(poller, "snapshots"), counted(poller, "unchanged"), counted(poller, "failed")],
    }),
    new GraphWidget({
      title: "Poller",
      left: [poller.metricErrors(FIVE_MINUTES), poller.metricThrottles(FIVE_MINUTES)],
      right: [poller.metricDuration({ ...FIVE_MINUTES, statistic: "p99" })],
    }),
  ];
}

function counted(poller: IFunction, name: (typeof METRICS.poll)[number]): Metric {
  return ownMetric(poller, name);
}
