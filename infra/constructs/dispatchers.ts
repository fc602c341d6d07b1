import { Stack } from "aws-cdk-lib";
import * as iam from "aws-cdk-lib/aws-iam";
import type * as kinesis from "aws-cdk-lib/aws-kinesis";
import { Construct } from "constructs";
import { HANDLING_ATTRIBUTES } from "../../functions/core/handling.ts";
import { TABLES, type TableName } from "../../functions/store/tables.ts";
import { acknowledge } from "../acknowledge.ts";
import type { Tables } from "./tables.ts";

export interface DispatchersProps {
  readonly tables: Tables;
  readonly stream: kinesis.Stream;
}

/**
 * What people may do who look after alerts: read the tables and the stream, say who has an alert, write notes and
 * silences, delete nothing. A policy to attach to their role; the functions do not use it.
 */
export class Dispatchers extends Construct {
  readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, { tables, stream }: DispatchersProps) {
    super(scope, id);
    const { alerts, people } = tables;
    const all = Object.entries(TABLES).flatMap(([name, { indexes }]) => {
      const { tableArn } = tables[name as TableName];
      return [tableArn, ...Object.keys(indexes ?? {}).map((index) => `${tableArn}/index/${index}`)];
    });
    const allow = (
      resources: string[],
      actions: string[],
      conditions?: Record<string, Record<string, unknown>>,
    ) => new iam.PolicyStatement({ resources, actions, ...(conditions === undefined ? {} : { conditions }) });
    const stack = Stack.of(this);
    const stackArn = stack.formatArn({
      service: "cloudformation",
      resource: "stack",
      resourceName: `${stack.stackName}/*`,
    });
    this.policy = new iam.ManagedPolicy(this, "Policy", {
      description:
        "Reads the tables and the stream of stationwatch, and writes who looks after an alert, notes and silences.",
      statements: [
        allow(all, ["dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query"]),
        allow([tables.polls.tableArn, tables.receivers.tableArn], ["dynamodb:Scan"]),
        allow([stream.streamArn], READING),
        // By its name, as the command asks: its id ends with what only CloudFormation knows.
        allow([stackArn], ["cloudformation:DescribeStacks"]),
        // UpdateItem is allowed where it names no other attributes; a request that names none is none of these (IAM,
        // "Using IAM policy conditions for fine-grained access control" of DynamoDB's Developer Guide).
        allow([alerts.tableArn], ["dynamodb:UpdateItem"], {
          "ForAllValues:StringEquals": { "dynamodb:Attributes": [...KEYS, ...HANDLING_ATTRIBUTES] },
          Null: { "dynamodb:Attributes": "false" },
        }),
        allow([people.tableArn], ["dynamodb:PutItem"]),
        // Silences can be ended. The command puts only what is absent; IAM cannot hold others to that.
        allow([people.tableArn], ["dynamodb:UpdateItem"], {
          "ForAllValues:StringEquals": {
            "dynamodb:LeadingKeys": ["silence"],
            "dynamodb:Attributes": ["subject", "item", "until", "endedBy", "expiresAt"],
          },
          Null: { "dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false" },
        }),
      ],
    });
    const asked = `arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/${stack.stackName}/*`;
    acknowledge(this.policy, {
      [`AwsSolutions-IAM5[Resource::${asked}]`]:
        "The id of a stack ends with what only CloudFormation knows.",
    });
  }
}

const KEYS = ["systemId", "alertId"];
const READING = [
  "kinesis:DescribeStreamSummary",
  "kinesis:GetRecords",
  "kinesis:GetShardIterator",
  "kinesis:ListShards",
];
