import { CfnParameter, Duration, Stack } from "aws-cdk-lib";
import type { IWidget } from "aws-cdk-lib/aws-cloudwatch";
import * as events from "aws-cdk-lib/aws-events";
import * as targets from "aws-cdk-lib/aws-events-targets";
import { Subscription, SubscriptionProtocol } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { acknowledge } from "../acknowledge.ts";
import type { Stage } from "../config.ts";
import type { Alarms } from "../monitoring/alarms.ts";
import { addTellerAlarms, tellerWidgets } from "../monitoring/teller.ts";
import { grantSecrets } from "./api-keys.ts";
import { BundledFunction } from "./bundled-function.ts";
import { ChangesQueue } from "./changes-queue.ts";
import type { Tables } from "./tables.ts";
import type { Topics } from "./topics.ts";

export interface TellerProps {
  readonly stage: Stage;
  readonly systemsFile: string;
  readonly configuration: SystemsConfiguration;
  readonly tables: Tables;
  readonly topics: Topics;
  readonly bus: events.EventBus;
  readonly alarms: Alarms;
}

/** A late tick is not retried: the next one tells the same. */
const ONCE_OR_NEVER = { retryAttempts: 0, maxEventAge: Duration.seconds(60) };
const TOO_LATE = "The next tick tells what one that failed did not; alarms ring when there are none.";

/** Tells receivers each five minutes what is new for them. Without receivers it has no schedule. */
export class Teller extends Construct {
  readonly function: BundledFunction<"tell">;
  /** How the ARNs of the topics for mail begin. */
  readonly mailTopics: string;

  constructor(scope: Construct, id: string, props: TellerProps) {
    super(scope, id);
    const { stage, tables, configuration } = props;
    const { receivers = [] } = configuration;
    this.mailTopics = Stack.of(this).formatArn({ service: "sns", resource: this.#toldName("") });
    this.function = new BundledFunction(this, "Function", {
      name: "tell",
      stage,
      description: "Tells receivers what has been open for so long, and what is over.",
      systemsFile: props.systemsFile,
      environment: {
        receiversTable: tables.receivers.tableName,
        alertsTable: tables.alerts.tableName,
        peopleTable: tables.people.tableName,
        historyTable: tables.history.tableName,
        mailTopics: this.mailTopics,
      },
      asynchronous: ONCE_OR_NEVER,
    });
    this.function.may(tables.receivers.tableArn, "dynamodb:GetItem", "dynamodb:PutItem");
    this.function.may(tables.alerts.tableArn, "dynamodb:BatchGetItem");
    this.function.may(`${tables.alerts.tableArn}/index/open`, "dynamodb:Scan");
    this.function.may(tables.people.tableArn, "dynamodb:Query");
    this.function.may(tables.history.tableArn, "dynamodb:Query");
    grantSecrets(
      this.function,
      receivers.flatMap(({ url, secret }) => [url, secret]),
    );
    acknowledge(this.function, { "Serverless-LambdaAsyncFailureDestination": TOO_LATE });
    for (const { name, to } of receivers) {
      if (to !== undefined) this.#openTopic(name, to.ssmParameter, props.topics);
    }
    const queues = receivers
      .filter(({ changes }) => changes === true)
      .map(({ name }) => {
        const queueName = this.#toldName(name);
        const { bus, topics } = props;
        return new ChangesQueue(this, `Changes-${name}`, { queueName, bus, topics, teller: this.function });
      });
    const schedules = receivers.length === queues.length ? [] : [this.#schedule()];
    if (receivers.length > 0) addTellerAlarms(this, props.alarms, this.function, schedules, queues);
  }

  /** The function knows topics and queues by their names. */
  #toldName(receiver: string): string {
    return `${Stack.of(this).stackName}-told-${receiver}`;
  }

  /** Opens the topic of a receiver of mail; the deployment reads its address from a parameter. */
  #openTopic(receiver: string, parameter: string, topics: Topics): void {
    const topic = topics.open(this, `Mail-${receiver}`, [], this.#toldName(receiver));
    const address = new CfnParameter(this, `Address ${receiver}`, {
      type: "AWS::SSM::Parameter::Value<String>",
      default: parameter,
      description: "The Parameter Store parameter that holds a mail address, as named in systems.json.",
    });
    new Subscription(topic, "Address", {
      topic,
      protocol: SubscriptionProtocol.EMAIL,
      endpoint: address.valueAsString,
      deadLetterQueue: topics.undelivered,
    });
    this.function.may(topic.topicArn, "sns:Publish");
    topics.letEncrypt(this.function);
  }

  #schedule(): events.Rule {
    const rule = new events.Rule(this, "EachFiveMinutes", {
      description: "stationwatch: tells receivers each five minutes.",
      schedule: events.Schedule.rate(Duration.minutes(5)),
      targets: [new targets.LambdaFunction(this.function, ONCE_OR_NEVER)],
    });
    acknowledge(rule, { "Serverless-EventBusDLQ": TOO_LATE });
    return rule;
  }

  widgets(): IWidget[] {
    return tellerWidgets(this.function);
  }
}
