import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { STACK_OUTPUTS, type StackOutputs } from "../infra/outputs.ts";
import { NAMED } from "./names.ts";
import { BAD_INPUT, FAILED, UserError } from "./user-error.ts";

/** The outputs that most commands need; a stack of an older version may lack others, such as a newer function's. */
const NEEDED = [...NAMED, "faultsQueueUrl"] as const satisfies readonly (keyof StackOutputs)[];

/** The outputs of a stack, which another version may have deployed. */
export type FoundStack = Pick<StackOutputs, (typeof NEEDED)[number]> & Partial<StackOutputs>;

/** Reads the outputs of the stack of this name. Throws a UserError when it does not exist or is another project's. */
export async function findStack(name: string, client: CloudFormationClient): Promise<FoundStack> {
  const outputs = await outputsOf(name, client);
  const missing = NEEDED.map((key) => STACK_OUTPUTS[key]).filter((output) => !outputs.has(output));
  if (missing.length === NEEDED.length)
    throw new UserError(`the stack "${name}" is not a stationwatch stack`, BAD_INPUT);
  if (missing.length > 0) throw untold(name, missing);
  const told = Object.entries(STACK_OUTPUTS).flatMap(([key, output]) => {
    const value = outputs.get(output);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(told) as FoundStack;
}

/** Returns the error for a stack that lacks these outputs. */
export function untold(name: string, outputs: readonly string[]): UserError {
  const sentence = `the stack "${name}" has no output ${outputs.join(", ")}`;
  return new UserError(`${sentence}: expected a stack that this version has deployed`, FAILED);
}

async function outputsOf(name: string, client: CloudFormationClient): Promise<ReadonlyMap<string, string>> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    const told = Stacks?.[0]?.Outputs ?? [];
    return new Map(told.map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]));
  } catch (cause) {
    // CloudFormation has no error of its own for a missing stack.
    if ((cause as Error).name !== "ValidationError") throw cause;
    const region = await client.config.region();
    throw new UserError(`no stack "${name}" is deployed in ${region}`, BAD_INPUT, { cause });
  }
}
