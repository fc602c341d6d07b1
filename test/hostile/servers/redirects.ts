import {
  either,
  failing,
  type HostileServer,
  odd,
  page,
  raw,
  repeats,
  says,
  saysAndHangs,
  type Wire,
} from "../wire.ts";

const to = (location: string | ((wire: Wire) => string), status = 302, ...lines: string[]) =>
  says((wire) =>
    raw([
      `HTTP/1.1 ${status} Elsewhere`,
      `location: ${typeof location === "string" ? location : location(wire)}`,
      "content-length: 0",
      ...lines,
    ]),
  );

const REFUSED = [
  "http://10.0.0.7/x",
  "http://169.254.169.254/latest/meta-data/",
  "http://[fd00:ec2::254]/latest/",
  "http://2852039166/",
  "http://0x7f.1/",
  "http://0.0.0.0/",
  "http://[::ffff:10.0.0.1]/",
  "http://192.168.0.1:8080/",
  "https://127.0.0.1/x",
  "https://[::1]/x",
  "https://user:password@feeds.example/",
  "http://user@127.0.0.1/",
  "file:///etc/passwd",
  "ftp://feeds.example/x",
  "gopher://127.0.0.1/x",
  "data:application/json,{}",
  "javascript:0",
  "ws://127.0.0.1/",
  "unix:/var/run/docker.sock",
  "http://",
  "http://[",
  "http://:0/",
  "//",
  "//10.0.0.1/x",
  "http://127.0.0.1:1/nobody-listens",
  "http://127.0.0.1:99999/",
  "\\\\10.0.0.1\\x",
];

/** Redirects to where nobody should be led, in circles, and with more to say. */
export const REDIRECTS: readonly HostileServer[] = [
  ...REFUSED.map((location) => failing(`redirects to ${location}`, to(location))),
  ...[301, 302, 303, 307, 308].map((status) => failing(`redirects to itself by ${status}`, to("", status))),
  failing(
    "redirects to ever new places",
    to(() => `?${Math.random()}`),
  ),
  failing("redirects without saying where", says(raw(["HTTP/1.1 302 Found", "content-length: 0"]))),
  failing("redirects to a fragment", to("#there")),
  failing("redirects to a query", to("?a=b")),
  failing(
    "redirects to itself in full",
    to(({ origin }) => `${origin}/hostile/gbfs.json?x`),
  ),
  failing("redirects to 8 kB of path", to(`/${"x".repeat(8_000)}`)),
  failing("redirects to 60 kB of path", to(`/${"x".repeat(60_000)}`)),
  failing("redirects to two places", to("http://10.0.0.7/", 302, "location: http://10.0.0.8/")),
  failing("redirects to bytes that are no URL", to("http://\u00ff\u00fe%00/")),
  failing("redirects to a place with spaces", to("/a b c")),
  failing(
    "redirects to another's 404",
    to(({ origin }) => `${origin}/nowhere`),
  ),
  odd(
    "redirects to an honest copy",
    to(({ origin, path }) => `${origin}/copy${path}`),
  ),
  odd(
    "redirects twice to an honest copy",
    to(({ origin, path }) => `${origin}/twice${path}`),
  ),
  odd(
    "redirects by 308 and a relative address",
    to(({ path }) => `/copy${path}`, 308),
  ),
  odd("redirects with a body that never ends", repeatsRedirect()),
  failing(
    "redirects within an answer 200",
    says(page("<meta http-equiv=refresh content='0;url=/copy'>", "location: /copy")),
  ),
  failing("redirects by 300", to("/copy/gbfs.json", 300)),
  failing("redirects and hangs in its head", saysAndHangs("HTTP/1.1 302 Found\r\nlocation: /copy")),
  either("redirects by Refresh", says(page("{}", "refresh: 0; url=/copy"))),
];

function repeatsRedirect(): HostileServer["answer"] {
  return (wire) =>
    repeats(`HTTP/1.1 302 Found\r\nlocation: /copy${wire.path}\r\n\r\n`, "x".repeat(10_000))(wire);
}
