import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { paginateScan } from "@aws-sdk/lib-dynamodb";
import { FUNCTION_NAMES } from "../../functions/runtime/functions.ts";
import type { StackOutputs } from "../../infra/outputs.ts";
import { logLines } from "./logs.ts";
import type { Services } from "./services.ts";
import { recordsOn } from "./stream-messages.ts";

/** Texts by the kind of place where they were found. */
export type Written = ReadonlyMap<string, readonly string[]>;

/** Everything that a deployment has written, in its assembly and in its place. */
export async function everythingWritten(
  stackName: string,
  stack: StackOutputs,
  services: Services,
  assembly: string,
): Promise<Written> {
  const { TemplateBody = "" } = await services.stacks.send(new GetTemplateCommand({ StackName: stackName }));
  return new Map([
    ["assembly", filesIn(assembly)],
    ["template", [TemplateBody]],
    ["variables", await variables(stack, services)],
    ["logs", await logLines(stackName, services)],
    ["stream", textsIn(await recordsOn(services, stack.streamName))],
    ["tables", await items(stack, services)],
  ]);
}

/** The kinds of places that contain a word. */
export function placesOf(word: string, written: Written): string[] {
  return [...written]
    .filter(([, found]) => found.some((text) => text.includes(word)))
    .map(([place]) => place);
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
}

async function variables(stack: StackOutputs, { functions }: Services) {
  const found: string[] = [];
  for (const FunctionName of FUNCTION_NAMES.map((name) => stack[`${name}Function`])) {
    const { Environment } = await functions.send(new GetFunctionConfigurationCommand({ FunctionName }));
    found.push(JSON.stringify(Environment?.Variables));
  }
  return found;
}

async function items(
  { stateTable, alertsTable, windowsTable, historyTable, pollsTable, peopleTable }: StackOutputs,
  services: Services,
) {
  const found: string[] = [];
  for (const TableName of [stateTable, alertsTable, windowsTable, historyTable, pollsTable, peopleTable]) {
    for await (const { Items } of paginateScan({ client: services.tables }, { TableName }))
      found.push(...textsIn(Items));
  }
  return found;
}

/** All texts in a value: keys, strings, and bytes both as they are and unpacked. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value, ...unpacked(Buffer.from(value, "base64"))];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString("latin1"), ...unpacked(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

function unpacked(bytes: Uint8Array): string[] {
  try {
    return [inflateRawSync(bytes).toString("latin1")];
  } catch {
    return [];
  }
}
