import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import * as kms from "aws-cdk-lib/aws-kms";
import * as sns from "aws-cdk-lib/aws-sns";
import { EmailSubscription, UrlSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import type { Stage } from "../config.ts";
import type { Receiver } from "../receivers.ts";
import { SetAsideQueue } from "./set-aside-queue.ts";

/** Topics for people, of alarms and of mail: encrypted, reached only over TLS; undelivered messages are kept. */
export class Topics extends Construct {
  /** Messages that a receiver has refused for hours. */
  readonly undelivered: SetAsideQueue;
  readonly #key: kms.Key;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.undelivered = new SetAsideQueue(this, "Undelivered", stage);
    // A key of our own: CloudWatch may not use the key that AWS manages for SNS.
    this.#key = new kms.Key(this, "Key", {
      description: "stationwatch: encrypts messages to people.",
      enableKeyRotation: true,
      // Deleted with the stack: what it has encrypted is delivered or gone, and an unused key still costs money.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    this.#key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
        resources: ["*"],
      }),
    );
  }

  /** Lets the role publish to these topics, for which it needs their key beside its permission on the topic. */
  letEncrypt(role: iam.IGrantable): void {
    this.#key.grant(role, "kms:Decrypt", "kms:GenerateDataKey");
  }

  /** Makes a topic in the capability's own scope. It skips receivers that are topics themselves: see `topicsOf`. */
  open(scope: Construct, id: string, receivers: readonly Receiver[], topicName?: string): sns.Topic {
    const topic = new sns.Topic(scope, id, {
      enforceSSL: true,
      masterKey: this.#key,
      ...(topicName === undefined ? {} : { topicName }),
    });
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

/** Returns the receivers that are existing topics. */
export function topicsOf(scope: Construct, receivers: readonly Receiver[]): sns.ITopic[] {
  return receivers
    .filter((receiver) => receiver.kind === "topic")
    .map(({ topicArn }) => sns.Topic.fromTopicArn(scope, topicArn, topicArn));
}
