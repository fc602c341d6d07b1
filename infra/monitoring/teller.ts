import { Duration } from "aws-cdk-lib";
import { GraphWidget, type IWidget, type Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IRule } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { TELL } from "../../functions/runtime/functions.ts";
import type { Alarms } from "./alarms.ts";
import { ownMetric } from "./own-metric.ts";

const FIVE_MINUTES = { period: Duration.minutes(5) };

/** What a receiver of changes has not taken is hidden until its next attempt. */
const HIDDEN = { ...FIVE_MINUTES, statistic: "Minimum" };

/** Without receivers of digests there is no schedule, and its alarm would ring for ever. */
export function addTellerAlarms(
  scope: Construct,
  alarms: Alarms,
  teller: IFunction,
  schedules: readonly IRule[],
  queues: readonly IQueue[],
): void {
  alarms.add(scope, "TellerFailures", {
    severity: "high",
    says: "What tells receivers fails.",
    metric: teller.metricErrors(FIVE_MINUTES),
    periods: 3,
    badPeriods: 2,
  });
  if (schedules.length > 0) {
    alarms.add(scope, "TellerNotRunning", {
      severity: "high",
      says: "Receivers have not been told for a quarter of an hour.",
      below: true,
      // The function is invoked for changes too, but only ticks count this.
      metric: counted(teller, "unfollowed").with({ statistic: "SampleCount" }),
      periods: 3,
      silenceIsBadAfter: schedules,
    });
  }
  alarms.add(scope, "TellerThrottles", {
    severity: "low",
    says: "Lambda refuses to run what tells receivers.",
    metric: teller.metricThrottles(FIVE_MINUTES),
  });
  alarms.add(scope, "ReceiverRefuses", {
    severity: "low",
    says: "A receiver has refused a message, which is set aside.",
    metric: counted(teller, "refused"),
  });
  alarms.add(scope, "ReceiverSilent", {
    severity: "low",
    says: "A message to a receiver has waited for an hour.",
    metric: counted(teller, "waiting"),
    periods: 12,
  });
  for (const [index, queue] of queues.entries()) {
    alarms.add(scope, "ReceiverSilent", {
      part: index + 1,
      severity: "low",
      says: "Changes have waited for a receiver for an hour.",
      metric: queue.metricApproximateNumberOfMessagesNotVisible(HIDDEN),
      periods: 12,
    });
  }
  alarms.add(scope, "ReceiverFull", {
    severity: "low",
    says: "More is open than a receiver can be told of.",
    metric: counted(teller, "unfollowed"),
  });
}

export function tellerWidgets(teller: IFunction): IWidget[] {
  return [
    new GraphWidget({
      title: "Messages to receivers",
      left: TELL.metrics.map((name) => counted(teller, name)),
    }),
  ];
}

function counted(teller: IFunction, name: (typeof TELL.metrics)[number]): Metric {
  return ownMetric(teller, name);
}
