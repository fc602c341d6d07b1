import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { BUNDLING } from "../../infra/bundling.ts";
import { ROOT } from "./synthesised.ts";

/** The SDK commands that a handler can send: those constructed in project files that its bundle includes. */
export async function commandsOf(entry: string, root = ROOT): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    platform: BUNDLING.platform,
    format: BUNDLING.format,
    packages: "external",
    logLevel: "silent",
  });
  const texts = Object.keys(metafile.inputs).map((path) => readFileSync(join(root, path), "utf8"));
  const commands = texts.flatMap((text) =>
    [...text.matchAll(/\bnew (\w+)Command\(/g)].map(([, name = ""]) => name),
  );
  return [...new Set(commands)].sort();
}

/** The IAM actions of each command; commands of the document client have names of their own. */
export const ACTIONS: Readonly<Record<string, string>> = {
  Get: "dynamodb:GetItem",
  Put: "dynamodb:PutItem",
  Update: "dynamodb:UpdateItem",
  Delete: "dynamodb:DeleteItem",
  Scan: "dynamodb:Scan",
  Query: "dynamodb:Query",
  BatchGet: "dynamodb:BatchGetItem",
  BatchWrite: "dynamodb:BatchWriteItem",
  PutRecord: "kinesis:PutRecord",
  PutRecords: "kinesis:PutRecords",
  PutEvents: "events:PutEvents",
  Publish: "sns:Publish",
  SendMessage: "sqs:SendMessage",
  GetQueueUrl: "sqs:GetQueueUrl",
  ChangeMessageVisibility: "sqs:ChangeMessageVisibility",
  GetParameter: "ssm:GetParameter",
};
