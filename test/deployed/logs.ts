import { say } from "../../local/aws-emulators/progress.ts";
import type { Services } from "./services.ts";
import { callLogs } from "./signed-call.ts";

interface Groups {
  readonly logGroups?: readonly { readonly logGroupName: string }[];
  readonly nextToken?: string | null;
}

interface Events {
  readonly events?: readonly { readonly message: string }[];
  readonly nextToken?: string | null;
}

/** The log groups whose names contain the stack's. */
export async function logGroups(stack: string, services: Services): Promise<string[]> {
  const found: string[] = [];
  let token: string | null = null;
  do {
    const page: Groups = await callLogs(services, "DescribeLogGroups", after(token));
    found.push(...(page.logGroups ?? []).map(({ logGroupName }) => logGroupName));
    token = page.nextToken ?? null;
  } while (token !== null);
  return found.filter((name) => name.includes(stack));
}

/** The stack's own log groups. */
export async function ownLogGroups(stack: string, services: Services): Promise<string[]> {
  const found = await logGroups(stack, services);
  if (!(await isLocalStack())) return found;
  const own = found.filter((name) => !name.startsWith("/aws/lambda/"));
  // LocalStack writes its own log groups, which the stack does not know and cannot delete.
  say(`LocalStack's own log groups are left out: ${found.length - own.length}`);
  return own;
}

/** Everything the stack's functions have logged, one text a line. */
export async function logLines(stack: string, services: Services): Promise<string[]> {
  const lines: string[] = [];
  for (const logGroupName of await logGroups(stack, services)) {
    let token: string | null = null;
    do {
      const page: Events = await callLogs(services, "FilterLogEvents", { logGroupName, ...after(token) });
      lines.push(...(page.events ?? []).map(({ message }) => message));
      token = page.nextToken ?? null;
    } while (token !== null);
  }
  return lines;
}

/** The lines that CloudWatch also reads as metrics, parsed. */
export function metricLines(lines: readonly string[]): { readonly failed?: number }[] {
  const marked = lines.filter((line) => line.includes('"_aws"'));
  return marked.map((line) => JSON.parse(line.slice(line.indexOf("{"))) as { failed?: number });
}

function after(nextToken: string | null): object {
  return nextToken === null ? {} : { nextToken };
}

/** Asks the emulator, since MiniStack answers at LocalStack's address too. */
export async function isLocalStack(): Promise<boolean> {
  const { AWS_ENDPOINT_URL: endpoint } = process.env;
  if (endpoint === undefined) return false;
  const [theirs, ministack] = await Promise.all([
    fetch(`${endpoint}/_localstack/health`),
    fetch(`${endpoint}/_ministack/health`),
  ]);
  return theirs.ok && !ministack.ok;
}
