import type { Services } from "./services.ts";

/** A service that the project has no client for, by its name in signatures. */
type OtherService = "logs" | "monitoring" | "sns" | "iam" | "s3";

/** Services with one endpoint, in us-east-1, for all regions. */
const GLOBAL = new Set<OtherService>(["iam"]);
const VERSIONS = { monitoring: "2010-08-01", sns: "2010-03-31", iam: "2010-05-08" } as const;

/** Calls an action of CloudWatch Logs and returns its answer. */
export async function callLogs<Answer>(services: Services, action: string, input: object): Promise<Answer> {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `Logs_20140328.${action}`,
  };
  return JSON.parse(await call(services, "logs", headers, JSON.stringify(input))) as Answer;
}

/** Calls an action of a service that uses forms and XML. Returns the pages of its answer as text. */
export async function callQuery(
  services: Services,
  service: keyof typeof VERSIONS,
  action: string,
  input: Readonly<Record<string, string>> = {},
): Promise<string> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  let pages = "";
  let token: Record<string, string> = {};
  do {
    const form = new URLSearchParams({ Action: action, Version: VERSIONS[service], ...input, ...token });
    const page = await call(services, service, headers, form.toString());
    pages += page;
    const [, name, value] = /<(NextToken|Marker)>([^<]+)</.exec(page) ?? [];
    token = name === undefined || value === undefined ? {} : { [name]: value };
  } while (Object.keys(token).length > 0);
  return pages;
}

/** Asks S3 for a path, which begins with the bucket, and returns its answer. */
export async function callBucket(
  services: Services,
  method: "GET" | "DELETE",
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<Buffer> {
  const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
  return await send(services, "s3", { method, path, query, headers });
}

async function call(
  services: Services,
  service: OtherService,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const answer = await send(services, service, { method: "POST", path: "/", query: {}, headers, body });
  return answer.toString();
}

interface Asked {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Signs the call for the other service with a client that the project has. */
async function send(
  { tables: { config } }: Services,
  service: OtherService,
  { method, path, query, headers, body }: Asked,
): Promise<Buffer> {
  const region = GLOBAL.has(service) ? "us-east-1" : await config.region();
  const host = GLOBAL.has(service) ? service : `${service}.${region}`;
  const { protocol, hostname, port, origin } = new URL(
    process.env.AWS_ENDPOINT_URL ?? `https://${host}.amazonaws.com`,
  );
  const signer = await config.signer();
  const request = {
    method,
    protocol,
    hostname,
    path,
    query,
    headers: { ...headers, host: port === "" ? hostname : `${hostname}:${port}` },
    body,
  };
  const signed = await signer.sign(request, { signingService: service, signingRegion: region });
  const search = new URLSearchParams(query).toString();
  const url = `${origin}${path}${search === "" ? "" : `?${search}`}`;
  const answer = await fetch(url, {
    method,
    headers: signed.headers,
    ...(body === undefined ? {} : { body }),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) throw new Error(`${service} answers ${answer.status}: ${bytes.toString().slice(0, 500)}`);
  return bytes;
}
