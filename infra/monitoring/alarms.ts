import { Stack } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as iam from "aws-cdk-lib/aws-iam";
import * as sns from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";

/** `high` wants somebody now, `low` on the next working day. */
export type Severity = "high" | "low";

/** Each has a section of the same name in infra/RUNBOOK.md. */
export type AlarmName =
  | "PollerFailures"
  | "PollerNotRunning"
  | "PollerThrottles"
  | "FeedsFailing"
  | "StreamThrottles"
  | "DetectorFailures"
  | "DetectorBehind"
  | "DetectorThrottles"
  | "BatchesGivenUp"
  | "FaultsWaiting"
  | "WriteConflicts"
  | "StateThrottled";

export interface AlarmSettings {
  readonly severity: Severity;
  /** A sentence: what has happened. */
  readonly says: string;
  readonly metric: cloudwatch.IMetric;
  /** It rings at this value or above; below it where `below` is set. */
  readonly threshold: number;
  readonly below?: true;
  /** Periods of the metric that are looked at. */
  readonly periods: number;
  /** It rings when so many of them are bad; all where absent. */
  readonly badPeriods?: number;
  /** No news is bad news. */
  readonly missingIsBad?: true;
}

const RUNBOOK = "infra/RUNBOOK.md";

/** Who is told: a topic for each severity. What rings, each capability brings itself. */
export class Alarms extends Construct {
  readonly #topics: Readonly<Record<Severity, sns.Topic>>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#topics = { high: this.#topic("High"), low: this.#topic("Low") };
  }

  /** Where to subscribe. */
  topicArn(severity: Severity): string {
    return this.#topics[severity].topicArn;
  }

  /** Makes an alarm in the capability's own scope. */
  add(scope: Construct, name: AlarmName, settings: AlarmSettings): void {
    const {
      severity,
      says,
      metric,
      threshold,
      below,
      periods,
      badPeriods = periods,
      missingIsBad,
    } = settings;
    const { ComparisonOperator, TreatMissingData } = cloudwatch;
    const alarm = new cloudwatch.Alarm(scope, name, {
      alarmName: `${Stack.of(this).stackName}-${severity}-${name}`,
      alarmDescription: `${says} See ${RUNBOOK}#${name.toLowerCase()}`,
      metric,
      threshold,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: badPeriods,
      treatMissingData: missingIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.#topics[severity]));
    alarm.addOkAction(new SnsAction(this.#topics[severity]));
  }

  /** Only CloudWatch of this account may publish, and only over TLS. */
  #topic(id: string): sns.Topic {
    const topic = new sns.Topic(this, id, { enforceSSL: true });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": Stack.of(this).account } },
      }),
    );
    return topic;
  }
}
