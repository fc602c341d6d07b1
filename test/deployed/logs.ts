import { say } from "./progress.ts";
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

/** The log groups whose names have the stack's in them. */
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

/** Those that are the stack's own. */
export async function ownLogGroups(stack: string, services: Services): Promise<string[]> {
  const found = await logGroups(stack, services);
  if (!(await isLocalStack())) return found;
  const own = found.filter((name) => !name.startsWith("/aws/lambda/"));
  // It logs there whatever a function says; the stack knows nothing of these groups, so cannot take them away.
  say(`LocalStack's own log groups are left out: ${found.length - own.length}`);
  return own;
}

/** All that the stack's functions have logged, a text for each line. */
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

/** Those that CloudWatch reads as metrics too, parsed. */
export function metricLines(lines: readonly string[]): { readonly failed?: number }[] {
  const marked = lines.filter((line) => line.includes('"_aws"'));
  return marked.map((line) => JSON.parse(line.slice(line.indexOf("{"))) as { failed?: number });
}

function after(nextToken: string | null): object {
  return nextToken === null ? {} : { nextToken };
}

/** MiniStack answers at LocalStack's address too. */
async function isLocalStack(): Promise<boolean> {
  const { AWS_ENDPOINT_URL: endpoint } = process.env;
  if (endpoint === undefined) return false;
  const [theirs, ministack] = await Promise.all([
    fetch(`${endpoint}/_localstack/health`),
    fetch(`${endpoint}/_ministack/health`),
  ]);
  return theirs.ok && !ministack.ok;
}
