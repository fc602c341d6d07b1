import { Duration } from "aws-cdk-lib";
import { GraphWidget, type IWidget, type Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IRule } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { TELL } from "../../functions/runtime/functions.ts";
import type { Alarms } from "./alarms.ts";
import { ownMetric } from "./own-metric.ts";

const FIVE_MINUTES = { period: Duration.minutes(5) };

/** Without receivers, and so without schedules, nothing runs and nothing is watched. */
export function addTellerAlarms(
  scope: Construct,
  alarms: Alarms,
  teller: IFunction,
  schedules: readonly IRule[],
): void {
  if (schedules.length === 0) return;
  alarms.add(scope, "TellerFailures", {
    severity: "high",
    says: "What tells receivers fails.",
    metric: teller.metricErrors(FIVE_MINUTES),
    periods: 3,
    badPeriods: 2,
  });
  alarms.add(scope, "TellerNotRunning", {
    severity: "high",
    says: "Receivers have not been told for a quarter of an hour.",
    below: true,
    metric: teller.metricInvocations(FIVE_MINUTES),
    periods: 3,
    silenceIsBadAfter: schedules,
  });
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
