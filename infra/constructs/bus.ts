import { Annotations, Duration, Stack } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import type { ITopic, Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { ALERTS_CHANGED, EVENT_SOURCE } from "../../functions/stream/bus.ts";
import type { Receiver } from "../receivers.ts";
import { PlainText } from "./plain-text.ts";
import { type Topics, topicsOf } from "./topics.ts";

/** How long delivery is tried: an alert that arrives hours later leads nobody to a bike. */
const TOLD_WITHIN = Duration.hours(1);

/**
 * The event bus, and two topics behind it: one gives programs each announcement as JSON, the other gives people its
 * line as plain text. Programs may also listen on the bus, by rules of their own.
 */
export class Bus extends events.EventBus {
  /** For people. */
  readonly topic: Topic;
  /** For programs. */
  readonly announcements: Topic;

  constructor(scope: Construct, id: string, topics: Topics, receivers: readonly Receiver[]) {
    super(scope, id, { eventBusName: Stack.of(scope).stackName });
    const people = receivers.filter(({ kind }) => kind === "email");
    const programs = receivers.filter(({ kind }) => kind !== "email");
    this.topic = topics.open(this, "Topic", people);
    this.announcements = topics.open(this, "Announcements", programs);
    const plain = new PlainText(this, "PlainText", { topics, topic: this.topic, maxEventAge: TOLD_WITHIN });
    const announced = (topic: ITopic) =>
      new SnsTopic(topic, {
        message: events.RuleTargetInput.fromEventPath("$.detail"),
        deadLetterQueue: topics.undelivered,
        maxEventAge: TOLD_WITHIN,
      });
    const rule = new events.Rule(this, "Told", {
      description: "stationwatch: tells each change to programs and to people.",
      eventBus: this,
      eventPattern: { source: [EVENT_SOURCE], detailType: [ALERTS_CHANGED] },
      // For our own topic, CDK lets EventBridge publish without a condition on the source. A condition would make SNS
      // refuse every message, since EventBridge sends no source along to an encrypted topic.
      targets: [plain.target, ...[this.announcements, ...topicsOf(this, programs)].map(announced)],
    });
    Annotations.of(rule).acknowledgeWarning(
      "@aws-cdk/aws-events:ruleUnresolvedEnvironment",
      "An existing topic, in whatever account, lets EventBridge publish by its own policy.",
    );
  }
}
