import * as dynamodb from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import { TABLES, type TableName } from "../../functions/store/tables.ts";
import { acknowledge } from "../acknowledge.ts";
import type { Stage } from "../config.ts";

/** The tables that functions/store/tables.ts describes, paid per request. */
export class Tables extends Construct {
  readonly state: dynamodb.Table;
  readonly alerts: dynamodb.Table;
  readonly windows: dynamodb.Table;
  readonly history: dynamodb.Table;
  readonly polls: dynamodb.Table;
  readonly people: dynamodb.Table;
  readonly receivers: dynamodb.Table;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.state = this.#create("state", "State", stage);
    this.alerts = this.#create("alerts", "Alerts", stage);
    this.windows = this.#create("windows", "Windows", stage);
    this.history = this.#create("history", "History", stage);
    this.polls = this.#create("polls", "Polls", stage);
    this.people = this.#create("people", "People", stage);
    this.receivers = this.#create("receivers", "Receivers", stage);
  }

  #create(name: TableName, id: string, stage: Stage): dynamodb.Table {
    const { timeToLive, indexes, ...keys } = TABLES[name];
    const table = new dynamodb.Table(this, id, {
      ...schemaOf(keys),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: stage.pointInTimeRecovery },
      removalPolicy: stage.removalPolicy,
      deletionProtection: stage.deletionProtection,
      ...(timeToLive === undefined ? {} : { timeToLiveAttribute: timeToLive }),
    });
    if (!stage.pointInTimeRecovery) {
      acknowledge(table, {
        "AwsSolutions-DDB3": `The stage ${stage.name} is for trying things out, so its data may be lost.`,
      });
    }
    for (const [indexName, { projection, ...indexKeys }] of Object.entries(indexes ?? {})) {
      table.addGlobalSecondaryIndex({
        indexName,
        ...schemaOf(indexKeys),
        projectionType: dynamodb.ProjectionType[projection],
      });
    }
    return table;
  }
}

function schemaOf({ partitionKey, sortKey }: { partitionKey: string; sortKey?: string }) {
  return {
    partitionKey: stringKey(partitionKey),
    ...(sortKey === undefined ? {} : { sortKey: stringKey(sortKey) }),
  };
}

function stringKey(name: string): dynamodb.Attribute {
  return { name, type: dynamodb.AttributeType.STRING };
}
