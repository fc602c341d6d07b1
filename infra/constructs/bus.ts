import { Annotations, Duration, Stack } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import type { ITopic, Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { AlertsChanged } from "../../functions/core/announcement.ts";
import { ALERTS_CHANGED, EVENT_SOURCE } from "../../functions/stream/bus.ts";
import type { Receiver } from "../receivers.ts";
import { type Topics, topicsOf } from "./topics.ts";

/** The field of an event that holds one line for people. */
const SUMMARY: keyof AlertsChanged = "summary";
/** How long delivery is tried: an alert that arrives hours later leads nobody to a bike. */
const TOLD_WITHIN = Duration.hours(1);

/** The event bus. Programs receive changes by rules of their own; people receive one line for each by a topic. */
export class Bus extends events.EventBus {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, topics: Topics, receivers: readonly Receiver[]) {
    super(scope, id, { eventBusName: Stack.of(scope).stackName });
    this.topic = topics.open(this, "Topic", receivers);
    const target = (topic: ITopic) =>
      new SnsTopic(topic, {
        message: events.RuleTargetInput.fromEventPath(`$.detail.${SUMMARY}`),
        deadLetterQueue: topics.undelivered,
        maxEventAge: TOLD_WITHIN,
      });
    const rule = new events.Rule(this, "Told", {
      description: "stationwatch: sends each change as a line to people.",
      eventBus: this,
      eventPattern: { source: [EVENT_SOURCE], detailType: [ALERTS_CHANGED] },
      // For our own topic, CDK lets EventBridge publish without a condition on the source. A condition would make SNS
      // refuse every message, since EventBridge sends no source along to an encrypted topic.
      targets: [this.topic, ...topicsOf(this, receivers)].map(target),
    });
    Annotations.of(rule).acknowledgeWarning(
      "@aws-cdk/aws-events:ruleUnresolvedEnvironment",
      "An existing topic, in whatever account, lets EventBridge publish by its own policy.",
    );
  }
}
