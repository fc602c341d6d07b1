import type { Services } from "./services.ts";

/** A service that the project has no client for, by its name in signatures. */
type OtherService = "logs" | "monitoring" | "sns" | "iam";

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

/** Signs the call for the other service with a client that the project has. */
async function call(
  { tables: { config } }: Services,
  service: OtherService,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<string> {
  const region = GLOBAL.has(service) ? "us-east-1" : await config.region();
  const host = GLOBAL.has(service) ? service : `${service}.${region}`;
  const { protocol, hostname, port, origin } = new URL(
    process.env.AWS_ENDPOINT_URL ?? `https://${host}.amazonaws.com`,
  );
  const signer = await config.signer();
  const request = {
    method: "POST",
    protocol,
    hostname,
    path: "/",
    query: {},
    headers: { ...headers, host: port === "" ? hostname : `${hostname}:${port}` },
    body,
  };
  const signed = await signer.sign(request, { signingService: service, signingRegion: region });
  const answer = await fetch(origin, { method: "POST", headers: signed.headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${service} answers ${answer.status}: ${text.slice(0, 500)}`);
  return text;
}
