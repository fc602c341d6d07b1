import { Duration, Stack } from "aws-cdk-lib";
import * as cloudwatch from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import * as iam from "aws-cdk-lib/aws-iam";
import type { ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { Construct, type IDependable } from "constructs";
import { type Topics, topicsOf } from "../constructs/topics.ts";
import type { Receivers } from "../receivers.ts";

/** `high` needs a person now, `low` on the next working day. */
export type Severity = "high" | "low";

/** Each has a section of the same name in infra/RUNBOOK.md. */
export type AlarmName =
  | "PollerFailures"
  | "PollerNotRunning"
  | "PollerThrottles"
  | "PollerOverloaded"
  | "FeedsFailing"
  | "StreamThrottles"
  | "DetectorFailures"
  | "DetectorBehind"
  | "DetectorNotReading"
  | "DetectorSlow"
  | "DetectorThrottles"
  | "RecordsRetried"
  | "BatchesGivenUp"
  | "FaultsWaiting"
  | "WriteConflicts"
  | "StateThrottled"
  | "TellerFailures"
  | "TellerNotRunning"
  | "TellerThrottles"
  | "ReceiverRefuses"
  | "ReceiverSilent"
  | "ReceiverFull"
  | "ArchiveBehind"
  | "ArchiveNotReading"
  | "MessagesUndelivered";

export interface AlarmSettings {
  /** Tells alarms of one name apart: each watches a part of the same thing. The only alarm of its name has none. */
  readonly part?: number;
  readonly severity: Severity;
  /** One sentence that says what has happened. */
  readonly says: string;
  readonly metric: cloudwatch.IMetric;
  /** The alarm rings at this value or above, or below it where `below` is set; 1 where absent. */
  readonly threshold?: number;
  readonly below?: true;
  /** How many periods of the metric are judged; 1 where absent. */
  readonly periods?: number;
  /** The alarm rings when this many of the periods are bad; all where absent. */
  readonly badPeriods?: number;
  /**
   * What makes the metric, where missing data is bad too: the alarm is created after it, since an alarm that comes first
   * rings in every new stack.
   */
  readonly silenceIsBadAfter?: readonly IDependable[];
}

const RUNBOOK = "infra/RUNBOOK.md";

/** The topics for alarms, one per severity. Each capability adds its own alarms. */
export class Alarms extends Construct {
  readonly #topics: Readonly<Record<Severity, Topic>>;
  /** Existing topics, which receive the same messages as ours. */
  readonly #elsewhere: Readonly<Record<Severity, readonly ITopic[]>>;

  constructor(scope: Construct, id: string, topics: Topics, receivers: Receivers) {
    super(scope, id);
    this.#topics = {
      high: this.#topic("High", topics, receivers),
      low: this.#topic("Low", topics, receivers),
    };
    this.#elsewhere = {
      high: topicsOf(new Construct(this, "HighElsewhere"), receivers.high),
      low: topicsOf(new Construct(this, "LowElsewhere"), receivers.low),
    };
    this.add(this, "MessagesUndelivered", {
      severity: "low",
      says: "A message to people could not be delivered.",
      metric: topics.undelivered.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: "Maximum",
      }),
    });
  }

  topicArn(severity: Severity): string {
    return this.#topics[severity].topicArn;
  }

  /** Makes an alarm in the capability's own scope. */
  add(scope: Construct, name: AlarmName, settings: AlarmSettings): void {
    const { severity, says, metric, threshold = 1, below, periods = 1, part, silenceIsBadAfter } = settings;
    const id = part === undefined ? name : `${name}-${part}`;
    const { ComparisonOperator, TreatMissingData } = cloudwatch;
    const alarm = new cloudwatch.Alarm(scope, id, {
      alarmName: `${Stack.of(this).stackName}-${severity}-${id}`,
      alarmDescription: `${says} See ${RUNBOOK}#${name.toLowerCase()}`,
      metric,
      threshold,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      datapointsToAlarm: settings.badPeriods ?? periods,
      treatMissingData: silenceIsBadAfter ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.node.addDependency(...(silenceIsBadAfter ?? []));
    for (const topic of [this.#topics[severity], ...this.#elsewhere[severity]]) {
      alarm.addAlarmAction(new SnsAction(topic));
      alarm.addOkAction(new SnsAction(topic));
    }
  }

  /** Makes a topic to which only this account's CloudWatch may publish. */
  #topic(id: "High" | "Low", topics: Topics, receivers: Receivers): Topic {
    const topic = topics.open(this, id, receivers[id === "High" ? "high" : "low"]);
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
