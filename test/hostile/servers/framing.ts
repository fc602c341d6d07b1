import {
  chunked,
  either,
  failing,
  type HostileServer,
  odd,
  ok,
  says,
  saysAndEnds,
  saysAndHangs,
  type Wire,
} from "../wire.ts";

const CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
const sizeOf = ({ body }: Wire) => Buffer.byteLength(body);
const withLength = (length: (size: number) => string) => (wire: Wire) =>
  `HTTP/1.1 200 OK\r\n${length(sizeOf(wire))}\r\n\r\n${wire.body}`;
const inChunks = (write: (size: string, body: string) => string) => (wire: Wire) =>
  CHUNKED + write(sizeOf(wire).toString(16), wire.body);
const coded =
  (...lines: string[]) =>
  (wire: Wire) =>
    chunked(wire.body).replace("transfer-encoding: chunked", lines.join("\r\n"));

/** Lengths of bodies that are wrong, double or no number. */
export const LENGTHS: readonly HostileServer[] = [
  failing("tells a longer length and ends", saysAndEnds(withLength((size) => `content-length: ${size + 9}`))),
  failing(
    "tells a longer length and hangs",
    saysAndHangs(withLength((size) => `content-length: ${size + 9}`)),
  ),
  failing("tells a shorter length", says(withLength((size) => `content-length: ${size - 9}`))),
  failing("tells no length and hangs", saysAndHangs(withLength(() => "x: y"))),
  odd("tells no length and ends", saysAndEnds(withLength(() => "x: y"))),
  failing("tells a length of 0", says(withLength(() => "content-length: 0"))),
  ...[
    "-1",
    "+5",
    "0x10",
    "1e2",
    "5, 5",
    "five",
    "",
    "5 5",
    "99999999999999999999",
    "9223372036854775808",
    "١",
  ].map((length) =>
    failing(
      `tells the length ${JSON.stringify(length)}`,
      saysAndEnds(withLength(() => `content-length: ${length}`)),
    ),
  ),
  failing("tells a length of 17 MB", says(withLength(() => "content-length: 17000000"))),
  odd("tells its length with zeros", says(withLength((size) => `content-length: 000${size}`))),
  failing(
    "tells two lengths",
    says(withLength((size) => `content-length: ${size}\r\ncontent-length: ${size - 1}`)),
  ),
  failing(
    "tells its length twice",
    says(withLength((size) => `content-length: ${size}\r\ncontent-length: ${size}`)),
  ),
  failing(
    "tells a length beside chunks",
    says(({ body }) => chunked(body, "content-length: 5")),
  ),
  failing("tells a length behind chunks", says(coded("transfer-encoding: chunked", "content-length: 5"))),
];

/** Chunks and transfer codings that are wrong, and shapes by which requests are smuggled. */
export const CHUNKS: readonly HostileServer[] = [
  ...["zz", "-5", "0x5", "", "5 5", "fffffffffffffffff", "\u00a05"].map((size) =>
    failing(
      `has a chunk of ${JSON.stringify(size)}`,
      saysAndEnds(inChunks((_, body) => `${size}\r\n${body}\r\n0\r\n\r\n`)),
    ),
  ),
  failing(
    "has a chunk that is too long",
    saysAndHangs(inChunks((_, body) => `fffff\r\n${body}\r\n0\r\n\r\n`)),
  ),
  failing("has a chunk that is too short", says(inChunks((_, body) => `5\r\n${body}\r\n0\r\n\r\n`))),
  failing("ends chunks by LF alone", saysAndEnds(inChunks((size, body) => `${size}\n${body}\n0\n\n`))),
  failing("has no end behind a chunk", says(inChunks((size, body) => `${size}\r\n${body}0\r\n\r\n`))),
  odd("has a chunk extension", says(inChunks((size, body) => `${size};a=b\r\n${body}\r\n0\r\n\r\n`))),
  failing(
    "has a chunk extension of 60 kB",
    says(inChunks((size, body) => `${size};${"a".repeat(60_000)}\r\n${body}\r\n0\r\n\r\n`)),
  ),
  odd("has a trailer", says(inChunks((size, body) => `${size}\r\n${body}\r\n0\r\nx-sum: 1\r\n\r\n`))),
  either(
    "has a length for a trailer",
    says(inChunks((size, body) => `${size}\r\n${body}\r\n0\r\ncontent-length: 1\r\n\r\n`)),
  ),
  failing(
    "has trailers of 60 kB",
    says(inChunks((size, body) => `${size}\r\n${body}\r\n0\r\nx: ${"a".repeat(60_000)}\r\n\r\n`)),
  ),
  failing(
    "has a trailer that is none",
    says(inChunks((size, body) => `${size}\r\n${body}\r\n0\r\n\x01\r\n\r\n`)),
  ),
  odd("writes Transfer-Encoding: CHUNKED", says(coded("transfer-encoding: CHUNKED"))),
  failing(
    "says chunked and sends none",
    saysAndEnds(({ body }) => CHUNKED + body),
  ),
  failing("sends chunks and says nothing", saysAndEnds(coded("x: y"))),
  ...["xchunked", "chunked, gzip", "identity", "chunked;q=1"].map((coding) =>
    failing(`has the transfer coding ${coding}`, saysAndEnds(coded(`transfer-encoding: ${coding}`))),
  ),
  failing("writes a space before the colon", saysAndEnds(coded("transfer-encoding : chunked"))),
  failing("folds Transfer-Encoding", saysAndEnds(coded("transfer-encoding:", " chunked"))),
  failing("hides Transfer-Encoding behind a tab", saysAndEnds(coded("transfer\tencoding: chunked"))),
  failing("sends chunks and a length that ends within", says(coded("content-length: 4"))),
  failing(
    "sends two answers at once",
    says((wire) => `HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}${ok()(wire)}`),
  ),
];
