import {
  type Answer,
  chunked,
  drips,
  failing,
  type HostileServer,
  odd,
  ok,
  repeats,
  saysAndEnds,
  saysAndHangs,
  saysAndResets,
  type Wire,
} from "../wire.ts";

const WAYS: readonly (readonly [string, (bytes: (wire: Wire) => string) => Answer])[] = [
  ["ends", saysAndEnds],
  ["resets", saysAndResets],
  ["hangs", saysAndHangs],
];

/** Where an answer with a known length is cut: a share of the head's or the body's characters. */
const PLACES: readonly (readonly [string, (head: string, body: string) => string])[] = [
  ["after the first character", (head) => head.slice(0, 1)],
  ["within the protocol's name", (head) => head.slice(0, 6)],
  ["within the status", (head) => head.slice(0, 10)],
  ["after the status line", (head) => head.slice(0, head.indexOf("\r\n") + 2)],
  ["between CR and LF", (head) => head.slice(0, head.indexOf("\r\n") + 1)],
  ["within a header's name", (head) => head.slice(0, head.indexOf("length"))],
  ["within a header's value", (head) => head.slice(0, -6)],
  ["before the head's last LF", (head) => head.slice(0, -1)],
  ["after the head", (head) => head],
  ["within the body", (head, body) => head + body.slice(0, body.length / 2)],
  ["before the body's last byte", (head, body) => head + body.slice(0, -1)],
];

const CHUNK_PLACES: readonly (readonly [string, (head: string, body: string) => string])[] = [
  ["within a chunk's size", (head, body) => head + body.slice(0, 1)],
  ["after a chunk's size", (head, body) => head + body.slice(0, body.indexOf("\r\n") + 2)],
  ["within a chunk", (head, body) => head + body.slice(0, body.length / 2)],
  ["before the last chunk", (head, body) => head + body.slice(0, -5)],
  ["within the last chunk", (head, body) => head + body.slice(0, -4)],
  ["before the trailers' end", (head, body) => head + body.slice(0, -2)],
  ["within a trailer", (head, body) => `${head}${body.slice(0, -2)}x-sum: 1`],
];

function parted(answer: string): [head: string, body: string] {
  const end = answer.indexOf("\r\n\r\n") + 4;
  return [answer.slice(0, end), answer.slice(end)];
}

/** Answers that stop at each point, in each of the three ways in which a connection can stop. */
export const CUT_SHORT: readonly HostileServer[] = WAYS.flatMap(([way, sent]) => [
  failing(
    `${way} without a word`,
    sent(() => ""),
  ),
  ...PLACES.map(([place, cut]) =>
    failing(
      `${way} ${place}`,
      sent((wire) => cut(...parted(ok()(wire)))),
    ),
  ),
  ...CHUNK_PLACES.map(([place, cut]) =>
    failing(
      `${way} ${place}`,
      sent((wire) => cut(...parted(chunked(wire.body)))),
    ),
  ),
]);

const dripping =
  (bytes: (wire: Wire) => string): Answer =>
  (wire) =>
    drips(bytes(wire), () => undefined)(wire);

/** Answers that come a byte at a time, or never end. */
export const DRIPPING: readonly HostileServer[] = [
  odd("drips the whole answer", dripping(ok())),
  odd(
    "drips the whole answer in chunks",
    dripping(({ body }) => chunked(body)),
  ),
  failing("drips half a status line", drips("HTTP/1.1 2")),
  failing("drips half a header", drips("HTTP/1.1 200 OK\r\ncontent-le")),
  failing("drips spaces before JSON", drips(`HTTP/1.1 200 OK\r\n\r\n${" ".repeat(200)}`)),
  failing(
    "drips chunks of a byte",
    drips(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${"1\r\n \r\n".repeat(60)}`),
  ),
  failing("never ends its headers", repeats("HTTP/1.1 200 OK\r\n", "x-a: b\r\n".repeat(100))),
  failing("never ends a header", repeats("HTTP/1.1 200 OK\r\nx: ", "x".repeat(1_000))),
  failing("never ends its reason", repeats("HTTP/1.1 200 ", "O".repeat(1_000))),
  failing("never ends empty lines", repeats("", "\r\n".repeat(100_000))),
  failing("never ends its body", repeats("HTTP/1.1 200 OK\r\n\r\n", " ".repeat(500_000))),
  failing(
    "never ends its chunks",
    repeats("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", `7a120\r\n${" ".repeat(500_000)}\r\n`),
  ),
  failing(
    "never ends a chunk's size",
    repeats("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "0".repeat(200_000)),
  ),
  failing(
    "never ends a chunk's extension",
    repeats("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;", "x".repeat(1_000)),
  ),
  failing(
    "never ends its trailers",
    repeats("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n", "x-a: b\r\n".repeat(100)),
  ),
];
