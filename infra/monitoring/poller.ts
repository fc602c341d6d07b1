import { Duration } from "aws-cdk-lib";
import { GraphWidget, type IWidget, Metric } from "aws-cdk-lib/aws-cloudwatch";
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
  const silence = { severity: "high", below: true, periods: 5 } as const;
  alarms.add(scope, "PollerNotRunning", {
    ...silence,
    says: "The poller has not run for five minutes.",
    metric: poller.metricInvocations(MINUTE),
    silenceIsBadAfter: schedules,
  });
  // Of several schedules one may stop while the others run the function. Metric math could watch all by one alarm, but
  // not every emulator takes it.
  for (const [part, schedule] of schedules.entries()) {
    if (schedules.length === 1) break;
    alarms.add(scope, "PollerNotRunning", {
      ...silence,
      part,
      says: "A part of the systems has not been polled for five minutes.",
      metric: firings(schedule),
      silenceIsBadAfter: [schedule],
    });
  }
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

function firings({ ruleName }: IRule): Metric {
  return new Metric({
    namespace: "AWS/Events",
    metricName: "Invocations",
    dimensionsMap: { RuleName: ruleName },
    statistic: "Sum",
    ...MINUTE,
  });
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
