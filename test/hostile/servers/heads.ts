import { gzipSync } from "node:zlib";
import {
  either,
  failing,
  type HostileServer,
  odd,
  ok,
  page,
  raw,
  repeats,
  says,
  saysAndEnds,
  saysAndHangs,
} from "../wire.ts";

/** Heads that HTTP allows and nobody expects, and heads that it forbids. */
export const HEADS: readonly HostileServer[] = [
  odd(
    "sends 15 headers of a kilobyte",
    says(ok(Array.from({ length: 12 }, (_, index) => `x-${index}: ${"y".repeat(1_000)}`))),
  ),
  failing("sends a header of 20 kB", says(raw(["HTTP/1.1 200 OK", `x: ${"y".repeat(20_000)}`]))),
  failing("sends a header of 2 MB", says(raw(["HTTP/1.1 200 OK", `x: ${"y".repeat(2_000_000)}`]))),
  either("sends 1,900 headers", says(ok(Array.from({ length: 1_900 }, () => "a: b")))),
  failing(
    "sends 9,000 headers",
    says(raw(["HTTP/1.1 200 OK", ...Array.from({ length: 9_000 }, () => "a: b")])),
  ),
  odd("sends the same header 500 times", says(ok(Array.from({ length: 500 }, () => "set-cookie: a=b")))),
  odd("sends a name of 8 kB", says(ok([`${"x".repeat(8_000)}: y`]))),
  either("sends a header without a name", says(ok([": nobody"]))),
  either("sends a header without a colon", says(ok(["nothing"]))),
  either("sends a folded header", says(ok(["x: a", " b"]))),
  either("begins with a folded header", says(ok([" x: a"]))),
  either("sends a NUL in a header", says(ok(["x: \0"]))),
  either("sends a CR in a header", says(ok(["x: a\rb"]))),
  either("sends control characters in a header", says(ok(["x: \x01\x02\x1b[2J"]))),
  odd("sends bytes beyond ASCII in a header", says(ok(["x: M\u00fcnchen \u2603"]))),
  either(
    "ends lines by LF alone",
    says((wire) => ok(["x: y"])(wire).replaceAll("\r\n", "\n")),
  ),
  odd("sends __proto__ for a header", says(ok(["__proto__: polluted", "constructor: x", "prototype: y"]))),
  odd("sends an ETag of 10 kB", says(ok([`etag: "${"x".repeat(10_000)}"`]))),
  odd("sends an ETag that would break a header", says(ok(['etag: "a\tb\u00ff"', "last-modified: never"]))),
  odd("sends three ETags", says(ok(['etag: "a"', 'etag: "b"', "etag: W/c"]))),
  odd("sends dates that are none", says(ok(["date: now", "expires: -1", "age: -5", "last-modified: 0"]))),
  odd("tells a type that is none", says(ok(["content-type: ;;;=,", "content-type: text/html"]))),
  odd("says Retry-After with its answer", says(ok(["retry-after: 99999999"]))),
];

const STATUS_LINES_READ = [
  "HTTP/1.1 200",
  "HTTP/1.1 200 ",
  "HTTP/1.1 200 \u00dcber",
  `HTTP/1.1 200 ${"O".repeat(5_000)}`,
  "HTTP/1.0 200 OK",
];
const STATUS_LINES_UNREADABLE = [
  "HTTP/1.1",
  "HTTP/1.1 ",
  "HTTP/1.1 2OO OK",
  "HTTP/1.1 20 OK",
  "HTTP/1.1 -200 OK",
  "HTTP/1.1 65736 OK",
  "HTTP/0.9 200 OK",
  "HTTP/2.0 200 OK",
  "HTTP/11 200 OK",
  "http/1.1 200 OK",
  "HTTPS/1.1 200 OK",
  "ICY 200 OK",
  "RTSP/1.0 200 OK",
  "GET / HTTP/1.1",
  " HTTP/1.1 200 OK",
];

/** First lines, and words of other protocols. */
export const FIRST_LINES: readonly HostileServer[] = [
  ...STATUS_LINES_READ.map((line) => either(`begins with ${line.slice(0, 30)}`, saysAndEnds(ok([], line)))),
  ...STATUS_LINES_UNREADABLE.map((line) => either(`begins with ${line}`, saysAndEnds(ok([], line)))),
  odd(
    "begins with empty lines",
    says((wire) => `\r\n\r\n${ok()(wire)}`),
  ),
  ...(
    [
      ["JSON alone", '{"data":{"stations":[]}}'],
      ["a mail server", "220 mail.example ESMTP\r\n"],
      ["SSH", "SSH-2.0-OpenSSH_9.6\r\n"],
      ["FTP", "220 (vsFTPd 3.0.5)\r\n"],
      ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x12\x04\0\0\0\0\0"],
      ["HTTP/2's settings", "\0\0\x12\x04\0\0\0\0\0"],
      ["a proxy", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"],
      ["TLS", "\x15\x03\x01\0\x02\x02\x28"],
      ["Redis", "-ERR unknown command\r\n"],
      ["NULs", "\0".repeat(5_000)],
      ["bytes", Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 89 + 7) % 256))],
    ] as const
  ).map(([what, bytes]) => failing(`is ${what}`, saysAndEnds(bytes))),
];

const PAGE_BOMB = gzipSync(Buffer.alloc(9_000_000), { level: 1 });

const REFUSALS = [
  199, 201, 202, 203, 206, 207, 208, 226, 299, 300, 304, 305, 306, 309, 399, 400, 401, 402, 403, 404, 405,
  406, 407, 408, 410, 411, 412, 413, 414, 416, 417, 418, 421, 425, 428, 429, 431, 451, 499, 500, 501, 502,
  503, 504, 505, 507, 508, 511, 520, 530, 598, 599, 600, 999,
];

/** Every status that is no 200, with the honest body all the same. */
export const STATUSES: readonly HostileServer[] = [
  ...REFUSALS.map((status) =>
    either(`answers ${status}`, saysAndEnds(ok(["x: y"], `HTTP/1.1 ${status} No`))),
  ),
  failing("answers 204 with a body", saysAndEnds(ok([], "HTTP/1.1 204 No Content"))),
  failing("answers 205 and hangs", says(raw(["HTTP/1.1 205 Reset Content"]))),
  failing(
    "answers 304 with a length and hangs",
    says(raw(["HTTP/1.1 304 Not Modified", "content-length: 99"])),
  ),
  failing("answers 416 in part", saysAndEnds(raw(["HTTP/1.1 416 No", "content-range: bytes */5"]))),
  failing(
    "answers 503 and never ends its page",
    says(raw(["HTTP/1.1 503 Busy", "content-length: 9"], "wait")),
  ),
  failing("answers 403 and resets", (wire) =>
    wire.socket.write(raw(["HTTP/1.1 403 No", "content-length: 9"]), () => wire.socket.resetAndDestroy()),
  ),
  failing(
    "answers 403 and never sends its page",
    saysAndHangs(raw(["HTTP/1.1 403 No", "content-type: text/html", "content-length: 9"], "wait")),
  ),
  failing(
    "answers 403 with a page that never ends",
    repeats("HTTP/1.1 403 No\r\ncontent-type: text/html\r\n\r\n<html>", "x".repeat(10_000)),
  ),
  failing(
    "answers 500 with a bomb for a page",
    saysAndEnds(
      raw(["HTTP/1.1 500 No", "content-type: application/json", "content-encoding: gzip"], PAGE_BOMB),
    ),
  ),
  failing(
    "answers 403 with brackets",
    saysAndEnds(raw(["HTTP/1.1 403 No", "content-type: application/json"], "[".repeat(60_000))),
  ),
  failing("answers 200 with nothing", says(page(""))),
];
