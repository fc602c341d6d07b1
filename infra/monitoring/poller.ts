import { Duration } from "aws-cdk-lib";
import { GraphWidget, type IMetric, type IWidget, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IRule } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { POLL } from "../../functions/runtime/functions.ts";
import type { Alarms } from "./alarms.ts";
import { ownMetric } from "./own-metric.ts";

const MINUTE = { period: Duration.minutes(1) };
const FIVE_MINUTES = { period: Duration.minutes(5) };

export function addPollerAlarms(
  scope: Construct,
  alarms: Alarms,
  poller: IFunction,
  schedules: readonly IRule[],
): void {
  alarms.add(scope, "PollerFailures", {
    severity: "high",
    says: "The poller fails.",
    metric: poller.metricErrors(MINUTE),
    periods: 5,
    badPeriods: 3,
  });
  alarms.add(scope, "PollerNotRunning", {
    severity: "high",
    says:
      schedules.length === 1
        ? "The poller has not run for five minutes."
        : "A part of the systems has not been polled for five minutes.",
    metric: fewestRuns(poller, schedules),
    below: true,
    missingIsBad: true,
  });
  alarms.add(scope, "PollerThrottles", {
    severity: "low",
    says: "Lambda refuses to run the poller.",
    metric: poller.metricThrottles(FIVE_MINUTES),
  });
  alarms.add(scope, "PollerOverloaded", {
    severity: "low",
    says: "For 15 minutes the poller has not reached every system that was due.",
    metric: counted(poller, "left"),
    periods: 3,
  });
  alarms.add(scope, "FeedsFailing", {
    severity: "low",
    says: "A feed has been down for half an hour.",
    metric: counted(poller, "down").with({ statistic: "Maximum" }),
    periods: 6,
  });
}

/** Returns the runs of the schedule that has fired least often, or of the function where that has run less. */
function fewestRuns(poller: IFunction, schedules: readonly IRule[]): IMetric {
  const runs = poller.metricInvocations(FIVE_MINUTES);
  if (schedules.length === 1) return runs;
  const fired = schedules.map(
    ({ ruleName }) =>
      new Metric({
        namespace: "AWS/Events",
        metricName: "Invocations",
        dimensionsMap: { RuleName: ruleName },
        statistic: "Sum",
        ...FIVE_MINUTES,
      }),
  );
  const usingMetrics = Object.fromEntries([runs, ...fired].map((metric, index) => [`m${index}`, metric]));
  const filled = Object.keys(usingMetrics).map((name) => `FILL(${name}, 0)`);
  return new MathExpression({ expression: `MIN([${filled.join(", ")}])`, usingMetrics, ...FIVE_MINUTES });
}

export function pollerWidgets(poller: IFunction): IWidget[] {
  return [
    new GraphWidget({
      title: "Polls",
      left: POLL.metrics.map((name) => counted(poller, name)),
    }),
    new GraphWidget({
      title: "Poller",
      left: [poller.metricErrors(FIVE_MINUTES), poller.metricThrottles(FIVE_MINUTES)],
      right: [poller.metricDuration({ ...FIVE_MINUTES, statistic: "p99" })],
    }),
  ];
}

function counted(poller: IFunction, name: (typeof POLL.metrics)[number]): Metric {
  return ownMetric(poller, name);
}
