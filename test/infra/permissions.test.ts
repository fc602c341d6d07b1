import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { ACTIONS, commandsOf } from "./calls.ts";
import { synthesise } from "./synthesised.ts";

/** Keys of both kinds, so that each function has every permission it can have. */
const KEYED: SystemsConfiguration = {
  systems: [
    { systemId: "a", kind: "jcdecaux", contract: "a", apiVersion: 3, apiKey: { ssmParameter: "/keys/a" } },
    { systemId: "b", kind: "jcdecaux", contract: "b", apiVersion: 1, apiKey: { secret: "keys/b" } },
  ],
  receivers: [
    { name: "chat", kind: "text", url: { ssmParameter: "/hooks/chat" } },
    { name: "ops", kind: "mail", to: { ssmParameter: "/mail/ops" } },
    { name: "program", kind: "standard", url: { secret: "hooks/x" }, secret: { secret: "hooks/key" } },
    {
      name: "all",
      kind: "standard",
      url: { secret: "hooks/all" },
      secret: { secret: "hooks/all-key" },
      changes: true,
    },
  ],
};
const { template, folder } = synthesise("prod", false, KEYED);
const fixture = mkdtempSync(join(tmpdir(), "stationwatch-calls-"));
afterAll(() => {
  for (const made of [folder, fixture]) rmSync(made, { recursive: true });
});

/** What AWS does in a function's name, so no line of ours calls it. `on` begins the resource's name. */
const FOR_AWS: readonly { readonly action: string; readonly on: string; readonly why: string }[] = [
  { action: "logs:CreateLogStream", on: "", why: "Lambda writes what the function prints" },
  { action: "logs:PutLogEvents", on: "", why: "Lambda writes what the function prints" },
  { action: "xray:PutTraceSegments", on: "*", why: "Lambda traces each run" },
  { action: "xray:PutTelemetryRecords", on: "*", why: "Lambda traces each run" },
  { action: "kinesis:DescribeStream", on: "Stream", why: "the mapping reads the stream" },
  { action: "kinesis:DescribeStreamSummary", on: "Stream", why: "the mapping reads the stream" },
  { action: "kinesis:GetRecords", on: "Stream", why: "the mapping reads the stream" },
  { action: "kinesis:GetShardIterator", on: "Stream", why: "the mapping reads the stream" },
  { action: "kinesis:ListShards", on: "Stream", why: "the mapping reads the stream" },
  { action: "sqs:SendMessage", on: "DetectorGivenUp", why: "the mapping reports the batches it gave up" },
  { action: "sqs:ReceiveMessage", on: "TellerChanges", why: "the mapping takes changes from the queue" },
  { action: "sqs:DeleteMessage", on: "TellerChanges", why: "the mapping deletes what was passed on" },
  { action: "sqs:GetQueueAttributes", on: "TellerChanges", why: "the mapping looks how many there are" },
  { action: "kms:Decrypt", on: "Topics", why: "SNS encrypts what the function publishes" },
  { action: "kms:GenerateDataKey", on: "Topics", why: "SNS encrypts what the function publishes" },
  {
    action: "secretsmanager:GetSecretValue",
    on: "",
    why: "Parameter Store reads the secret for ssm:GetParameter",
  },
];

interface Grant {
  readonly action: string;
  readonly resource: string;
}

function grantsOf(prefix: string): Grant[] {
  const policies = Object.entries(template.findResources("AWS::IAM::Policy"));
  const own = policies.filter(([id]) => id.startsWith(prefix)).map(([, { Properties }]) => Properties);
  const statements: { Action: string | string[]; Resource: unknown }[] = own.flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) => [Resource].flat().map((one) => ({ action, resource: nameOf(one) }))),
  );
}

function nameOf(resource: unknown): string {
  const [id] = (resource as { "Fn::GetAtt"?: string[] })["Fn::GetAtt"] ?? [];
  return id ?? (typeof resource === "string" ? resource : JSON.stringify(resource));
}

function isForAws({ action, resource }: Grant): boolean {
  return FOR_AWS.some((one) => one.action === action && resource.startsWith(one.on));
}

/** Granted actions without a call, and calls without a grant. */
function differences(grants: readonly Grant[], commands: readonly string[]) {
  const granted = grants.filter((grant) => !isForAws(grant)).map(({ action }) => action);
  const called = commands.map((command) => ACTIONS[command] ?? `nobody knows what ${command} needs`);
  return {
    withoutCall: granted.filter((action) => !called.includes(action)),
    withoutGrant: called.filter((action) => !granted.includes(action)),
  };
}

const HANDLERS = [
  ["PollerFunction", "functions/poll/handler.ts"],
  ["DetectorFunction", "functions/detect/handler.ts"],
  ["TellerFunction", "functions/tell/handler.ts"],
] as const;

describe("every permission is justified by a call, and every call allowed", () => {
  test.each(HANDLERS)("of %s", async (prefix, entry) => {
    const grants = grantsOf(prefix);
    expect(grants.length).toBeGreaterThan(6);
    expect(differences(grants, await commandsOf(entry))).toEqual({ withoutCall: [], withoutGrant: [] });
  });

  test("or else both are found", async () => {
    const [[prefix, entry]] = HANDLERS;
    const commands = await commandsOf(entry);
    const more = [...grantsOf(prefix), { action: "dynamodb:DeleteItem", resource: "TablesPolls" }];
    const fewer = grantsOf(prefix).filter(({ action }) => action !== "kinesis:PutRecord");
    expect(differences(more, commands).withoutCall).toEqual(["dynamodb:DeleteItem"]);
    expect(differences(fewer, commands).withoutGrant).toEqual(["kinesis:PutRecord"]);
    expect(differences(fewer, [...commands, "CreateTable"]).withoutGrant).toEqual([
      "kinesis:PutRecord",
      "nobody knows what CreateTable needs",
    ]);
  });

  test("an exception is for what it names alone", () => {
    expect(isForAws({ action: "sqs:SendMessage", resource: "DetectorGivenUp12345678" })).toBe(true);
    expect(isForAws({ action: "sqs:SendMessage", resource: "DetectorFaults12345678" })).toBe(false);
  });

  test("every exception is used", () => {
    const all = HANDLERS.flatMap(([prefix]) => grantsOf(prefix));
    for (const one of FOR_AWS) {
      const used = all.some(({ action, resource }) => action === one.action && resource.startsWith(one.on));
      expect({ ...one, used }).toEqual({ ...one, used: true });
    }
  });

  test("a function's role has no other permissions", () => {
    for (const { Properties } of Object.values(template.findResources("AWS::IAM::Role"))) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      expect(Properties.Policies).toBeUndefined();
    }
  });
});

test("a call is found through the files that a handler imports, and only there", async () => {
  writeFileSync(join(fixture, "handler.ts"), 'import { get } from "./store.ts"; export const handler = get;');
  writeFileSync(
    join(fixture, "store.ts"),
    "export const get = () => new GetCommand({}); declare const GetCommand: any;",
  );
  writeFileSync(join(fixture, "other.ts"), "new DeleteCommand({}); declare const DeleteCommand: any;");
  expect(await commandsOf("handler.ts", fixture)).toEqual(["Get"]);
});
