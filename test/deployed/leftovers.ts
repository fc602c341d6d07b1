import { paginateListStacks } from "@aws-sdk/client-cloudformation";
import { ListTablesCommand, type ListTablesCommandOutput } from "@aws-sdk/client-dynamodb";
import { ListEventBusesCommand, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { paginateListStreams } from "@aws-sdk/client-kinesis";
import { paginateListEventSourceMappings, paginateListFunctions } from "@aws-sdk/client-lambda";
import { paginateListQueues } from "@aws-sdk/client-sqs";
import type { FoundStack } from "../../cli/stack.ts";
import { ownLogGroups } from "./logs.ts";
import type { Services } from "./services.ts";
import { callQuery } from "./signed-call.ts";

type Pages<Page> = AsyncIterable<Page> | Iterable<Page>;
type Names = readonly (string | undefined)[] | undefined;

/** The kinds of resources in a stack. Dashboards are left out, since LocalStack deploys none. */
export const KINDS = "alarm,bus,function,log group,mapping,queue,role,rule,stack,stream,table,topic".split(
  ",",
);

/** The kinds of the leftovers, sorted, without dashboards. */
export function kindsOf(leftovers: readonly string[]): string[] {
  const kinds = new Set(leftovers.map((line) => line.replace(/ \S+$/, "")));
  return [...kinds].filter((kind) => kind !== "dashboard").sort();
}

/**
 * Returns a sorted `what name` for everything whose name contains the stack's, or is one of the stack's outputs:
 * LocalStack chooses the names of topics itself.
 */
export async function leftoversOf(stack: string, outputs: FoundStack, services: Services): Promise<string[]> {
  const { stacks, streams, queues, buses, functions } = services;
  const lines: string[] = [];
  async function look<Page>(what: string, pages: Pages<Page>, namesOn: (page: Page) => Names): Promise<void> {
    for await (const page of pages) for (const name of namesOn(page) ?? []) lines.push(`${what} ${name}`);
  }
  await look("stack", paginateListStacks({ client: stacks }, {}), ({ StackSummaries }) =>
    StackSummaries?.filter(({ StackStatus }) => StackStatus !== "DELETE_COMPLETE").map(
      ({ StackName }) => StackName,
    ),
  );
  await look("table", tablePages(services), ({ TableNames }) => TableNames);
  await look("stream", paginateListStreams({ client: streams }, {}), ({ StreamNames }) => StreamNames);
  const thousand = { MaxResults: 1_000 };
  await look("queue", paginateListQueues({ client: queues }, thousand), ({ QueueUrls }) => QueueUrls);
  await look("function", paginateListFunctions({ client: functions }, {}), ({ Functions }) =>
    Functions?.map(({ FunctionName }) => FunctionName),
  );
  await look("mapping", paginateListEventSourceMappings({ client: functions }, {}), (page) =>
    page.EventSourceMappings?.map(({ FunctionArn }) => FunctionArn),
  );
  const NamePrefix = stack;
  await look("bus", [await buses.send(new ListEventBusesCommand({ NamePrefix }))], ({ EventBuses }) =>
    EventBuses?.map(({ Name }) => Name),
  );
  await look("rule", [await buses.send(new ListRulesCommand({ NamePrefix }))], ({ Rules }) =>
    Rules?.map(({ Name }) => Name),
  );
  await look("log group", [await ownLogGroups(stack, services)], (names) => names);
  await look("role", [await callQuery(services, "iam", "ListRoles")], tagged("RoleName"));
  await look("alarm", [await callQuery(services, "monitoring", "DescribeAlarms")], tagged("AlarmName"));
  await look(
    "dashboard",
    [await callQuery(services, "monitoring", "ListDashboards")],
    tagged("DashboardName"),
  );
  await look("topic", [await callQuery(services, "sns", "ListTopics")], tagged("TopicArn"));
  // MiniStack writes stream names in lower case.
  const own = [stack, ...Object.values(outputs)].map((name) => name.toLowerCase());
  return lines.filter((line) => own.some((name) => line.toLowerCase().includes(name))).sort();
}

/** The SDK's own paginator does not accept the document client. */
async function* tablePages({ tables }: Services): AsyncGenerator<ListTablesCommandOutput> {
  let last: string | undefined;
  do {
    const input = last === undefined ? {} : { ExclusiveStartTableName: last };
    const page: ListTablesCommandOutput = await tables.send(new ListTablesCommand(input));
    yield page;
    last = page.LastEvaluatedTableName;
  } while (last !== undefined);
}

function tagged(tag: string): (xml: string) => string[] {
  return (xml) => [...xml.matchAll(new RegExp(`<${tag}>([^<]+)<`, "g"))].map(([, name = ""]) => name);
}
