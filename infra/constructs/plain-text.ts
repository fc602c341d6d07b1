import { Duration } from "aws-cdk-lib";
import type { IRuleTarget } from "aws-cdk-lib/aws-events";
import { SfnStateMachine } from "aws-cdk-lib/aws-events-targets";
import type { Topic } from "aws-cdk-lib/aws-sns";
import {
  DefinitionBody,
  JsonPath,
  StateMachine,
  StateMachineType,
  TaskInput,
} from "aws-cdk-lib/aws-stepfunctions";
import { SnsPublish, SqsSendMessage } from "aws-cdk-lib/aws-stepfunctions-tasks";
import { Construct } from "constructs";
import type { AlertsChanged } from "../../functions/core/announcement.ts";
import { acknowledge } from "../acknowledge.ts";
import type { Topics } from "./topics.ts";

/** The field of an announcement that holds one line for people. */
const SUMMARY: keyof AlertsChanged = "summary";
const SUBJECT = "stationwatch: stations have changed";
/** Doubled at each of the retries: two and a half minutes in all, of the five that an express workflow may take. */
const FIRST_RETRY = Duration.seconds(5);
const RETRIES = 5;

interface PlainTextProps {
  readonly topics: Topics;
  readonly topic: Topic;
  /** How long EventBridge tries to start the state machine. */
  readonly maxEventAge: Duration;
}

/**
 * Publishes the line of an event to a topic as plain text. A state machine does it, since a rule cannot: EventBridge
 * gives a topic JSON, so a line arrives in double quotes ("Tutorial: Use input transformers" in its user guide).
 */
export class PlainText extends Construct {
  readonly target: IRuleTarget;

  constructor(scope: Construct, id: string, { topics, topic, maxEventAge }: PlainTextProps) {
    super(scope, id);
    const { undelivered } = topics;
    const publish = new SnsPublish(this, "Publish", {
      topic,
      subject: SUBJECT,
      message: TaskInput.fromJsonPathAt(`$.detail.${SUMMARY}`),
    });
    const messageBody = TaskInput.fromJsonPathAt(JsonPath.entirePayload);
    const setAside = new SqsSendMessage(this, "SetAside", { queue: undelivered, messageBody });
    for (const step of [publish, setAside]) step.addRetry({ interval: FIRST_RETRY, maxAttempts: RETRIES });
    publish.addCatch(setAside, { resultPath: "$.failure" });
    const machine = new StateMachine(this, "Machine", {
      stateMachineType: StateMachineType.EXPRESS,
      definitionBody: DefinitionBody.fromChainable(publish),
    });
    topics.letEncrypt(machine);
    acknowledge(machine, {
      "AwsSolutions-SF1":
        "A line that cannot be published goes, with its event and the reason, into a queue.",
      "AwsSolutions-SF2": "It has one step; the functions are traced.",
      "Serverless-StepFunctionStateMachineXray": "It has one step; the functions are traced.",
    });
    this.target = new SfnStateMachine(machine, { deadLetterQueue: undelivered, maxEventAge });
  }
}
