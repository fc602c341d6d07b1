import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription, UrlSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { Stage } from "../config.ts";
import type { Receiver } from "../receivers.ts";
import { SetAsideQueue } from "./set-aside-queue.ts";

/** Topics for people: encrypted, over TLS alone, and what a receiver does not take is kept. */
export class Topics extends Construct {
  /** Messages that a receiver has refused for hours. */
  readonly undelivered: SetAsideQueue;
  readonly #key: kms.Key;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.undelivered = new SetAsideQueue(this, "Undelivered", stage);
    // A key of our own: CloudWatch and EventBridge may not use the one that AWS manages for SNS.
    this.#key = new kms.Key(this, "Key", {
      description: "stationwatch: messages to people.",
      enableKeyRotation: true,
      // What it has encrypted is delivered or gone; a key that nobody uses is paid for all the same.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.#key.addToResourcePolicy(
      new iam.PolicyStatement({
        // Without conditions on their source: EventBridge does not send them along to an encrypted topic.
        principals: ["cloudwatch.amazonaws.com", "events.amazonaws.com"].map(
          (service) => new iam.ServicePrincipal(service),
        ),
        actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
        resources: ["*"],
      }),
    );
  }

  /** A topic in the capability's own scope. Topics that are there already are for `topicsOf`. */
  open(scope: Construct, id: string, receivers: readonly Receiver[]): sns.Topic {
    const topic = new sns.Topic(scope, id, { enforceSSL: true, masterKey: this.#key });
    const deadLetterQueue = this.undelivered;
    for (const receiver of receivers) {
      if (receiver.kind === "email") {
        topic.addSubscription(new EmailSubscription(receiver.address, { deadLetterQueue }));
      } else if (receiver.kind === "https") {
        topic.addSubscription(new UrlSubscription(receiver.url, { deadLetterQueue }));
      }
    }
    return topic;
  }
}

/** The topics that are there already. */
export function topicsOf(scope: Construct, receivers: readonly Receiver[]): sns.ITopic[] {
  return receivers
    .filter((receiver) => receiver.kind === "topic")
    .map(({ topicArn }) => sns.Topic.fromTopicArn(scope, topicArn, topicArn));
}
