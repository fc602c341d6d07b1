import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListEventBusesCommand, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { ListStreamsCommand } from "@aws-sdk/client-kinesis";
import { ListEventSourceMappingsCommand, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { say } from "./progress.ts";
import type { Services } from "./services.ts";

/** `what name` of everything there whose name has the stack's in it, sorted. */
export async function leftoversOf(
  stack: string,
  services: Services,
  environment: Readonly<Record<string, string>>,
): Promise<string[]> {
  const { tables, streams, queues, buses, functions } = services;
  const found = await Promise.all([
    named("table", async () => (await tables.send(new ListTablesCommand({}))).TableNames),
    named("stream", async () => (await streams.send(new ListStreamsCommand({}))).StreamNames),
    named("queue", async () => (await queues.send(new ListQueuesCommand({}))).QueueUrls),
    named("bus", async () => {
      const { EventBuses } = await buses.send(new ListEventBusesCommand({}));
      return EventBuses?.map(({ Name }) => Name);
    }),
    named("rule", async () => (await buses.send(new ListRulesCommand({}))).Rules?.map(({ Name }) => Name)),
    named("function", async () => {
      const { Functions } = await functions.send(new ListFunctionsCommand({}));
      return Functions?.map(({ FunctionName }) => FunctionName);
    }),
    named("mapping", async () => {
      const { EventSourceMappings } = await functions.send(new ListEventSourceMappingsCommand({}));
      return EventSourceMappings?.map(({ FunctionArn }) => FunctionArn);
    }),
    named("log group", () => logGroups(environment)),
  ]);
  return found
    .flat()
    .filter((line) => line.toLowerCase().includes(stack.toLowerCase()))
    .sort();
}

async function named(
  what: string,
  list: () => Promise<readonly (string | undefined)[] | undefined>,
): Promise<string[]> {
  return ((await list()) ?? []).map((name) => `${what} ${name}`);
}

/** Asked without the SDK, which has a client of its own for it: emulators look at no signature. */
async function logGroups({ AWS_ENDPOINT_URL = "", AWS_REGION }: Readonly<Record<string, string>>) {
  const scope = `test/20260101/${AWS_REGION}/logs/aws4_request`;
  const answer = await fetch(AWS_ENDPOINT_URL, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "Logs_20140328.DescribeLogGroups",
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: "{}",
  });
  const { logGroups: groups } = (await answer.json()) as { logGroups: { logGroupName: string }[] };
  const names = groups.map(({ logGroupName }) => logGroupName);
  if (!(await isLocalStack(AWS_ENDPOINT_URL))) return names;
  const own = names.filter((name) => !name.startsWith("/aws/lambda/"));
  // It logs there whatever a function says; the stack knows nothing of these groups, so cannot take them away.
  say(`LocalStack's own log groups are left out: ${names.length - own.length}`);
  return own;
}

/** MiniStack answers at LocalStack's address too. */
async function isLocalStack(endpoint: string): Promise<boolean> {
  const [theirs, ministack] = await Promise.all([
    fetch(`${endpoint}/_localstack/health`),
    fetch(`${endpoint}/_ministack/health`),
  ]);
  return theirs.ok && !ministack.ok;
}
