import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Deployment {
  /** Outputs by the name of the stack. */
  readonly stacks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** How each function ends; `error` marks an exception, reported as Lambda does. */
  readonly functions?: Readonly<Record<string, { result: unknown; log: string; error?: true }>>;
}

export interface DeploymentStub {
  readonly endpoint: string;
  /** The requests so far, each with the region and the key that signed it. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Imitates the parts of CloudFormation and Lambda that the command uses. */
export async function startDeploymentStub(deployment: Deployment): Promise<DeploymentStub> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const [, key, region] =
      /Credential=([^/]+)\/\d+\/([^/]+)/.exec(request.headers.authorization ?? "") ?? [];
    const functionName = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? "")?.[1];
    if (functionName === undefined) {
      const name = new URLSearchParams(body).get("StackName") ?? "";
      requests.push(`stack ${name} as ${key} in ${region}`);
      const outputs = deployment.stacks[name];
      response.writeHead(outputs === undefined ? 400 : 200, { "content-type": "text/xml" });
      response.end(outputs === undefined ? noStack(name) : described(outputs));
      return;
    }
    requests.push(`invoke ${functionName} as ${key} in ${region}: ${body}`);
    const ended = deployment.functions?.[functionName];
    if (ended === undefined) {
      response.writeHead(404, { "x-amzn-errortype": "ResourceNotFoundException" }).end("{}");
      return;
    }
    response.writeHead(200, {
      "x-amz-log-result": Buffer.from(ended.log).toString("base64"),
      ...(ended.error ? { "x-amz-function-error": "Unhandled" } : {}),
    });
    response.end(JSON.stringify(ended.result));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function described(outputs: Readonly<Record<string, string>>): string {
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>any</StackName><CreationTime>2026-05-04T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members.join("")}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
}

function noStack(name: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${name} does not exist</Message></Error></ErrorResponse>`;
}
