import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { either, failing, type HostileServer, odd, page, says, saysAndEnds, type Wire } from "../wire.ts";

const ZEROS = Buffer.alloc(20_000_000);
const gzipBomb = gzipSync(ZEROS, { level: 1 });

const packed = (encoding: string, pack: (body: string) => Buffer) => (wire: Wire) =>
  page(pack(wire.body), `content-encoding: ${encoding}`);

/** Compressed bodies that are none, are not whole, or swell. */
export const ENCODINGS: readonly HostileServer[] = [
  failing("sends a bomb of gzip", says(page(gzipBomb, "content-encoding: gzip"))),
  failing(
    "sends a bomb of brotli",
    says(page(brotliCompressSync(ZEROS, { params: { 1: 1 } }), "content-encoding: br")),
  ),
  failing(
    "sends a bomb of deflate",
    says(page(deflateSync(ZEROS, { level: 1 }), "content-encoding: deflate")),
  ),
  failing("sends a bomb in a bomb", says(page(gzipSync(gzipBomb), "content-encoding: gzip, gzip"))),
  failing("sends a bomb that says nothing of it", says(page(gzipBomb))),
  failing("cuts its gzip short", says(packed("gzip", (body) => gzipSync(body).subarray(0, -9)))),
  failing("cuts its brotli short", says(packed("br", (body) => brotliCompressSync(body).subarray(0, -3)))),
  failing("cuts its deflate short", says(packed("deflate", (body) => deflateSync(body).subarray(0, -6)))),
  failing(
    "sends gzip with a wrong sum",
    says(packed("gzip", (body) => Buffer.concat([gzipSync(body).subarray(0, -8), Buffer.alloc(8)]))),
  ),
  failing("sends ten bytes of gzip", says(page(gzipSync("{}").subarray(0, 10), "content-encoding: gzip"))),
  either(
    "sends gzip with more behind",
    says(packed("gzip", (body) => Buffer.concat([gzipSync(body), Buffer.from("more")]))),
  ),
  odd(
    "sends gzip in two members",
    says(packed("gzip", (body) => Buffer.concat([gzipSync(body.slice(0, 9)), gzipSync(body.slice(9))]))),
  ),
  odd("sends deflate without its head", says(packed("deflate", (body) => deflateRawSync(body)))),
  failing("sends empty gzip", says(page(gzipSync(""), "content-encoding: gzip"))),
  either("sends gzip twice over", says(packed("gzip, gzip", (body) => gzipSync(gzipSync(body))))),
  either("says gzip and sends none", says(packed("gzip", (body) => Buffer.from(body)))),
  either("says brotli and sends none", says(packed("br", (body) => Buffer.from(body)))),
  either("says zstd and sends none", says(packed("zstd", (body) => Buffer.from(body)))),
  failing("says gzip and sends bytes", says(page(Buffer.alloc(3_000, 0xa7), "content-encoding: gzip"))),
  failing(
    "says a hundred encodings",
    says(page(gzipSync("{}"), `content-encoding: ${"gzip, ".repeat(100)}gzip`)),
  ),
];

const TEXTS: readonly (readonly [string, string | Buffer])[] = [
  ["null", "null"],
  ["a number", "1e999"],
  ["a text", '"stations"'],
  ["an empty list", "[]"],
  ["an empty object", "{}"],
  ["no stations", '{"data":{"stations":[],"feeds":[]}}'],
  ["stations that are none", '{"data":{"stations":[1,null,[],"x",{}],"feeds":[1,null,[],"x",{}]}}'],
  ["poison", '{"__proto__":{"data":1},"data":{"__proto__":{"stations":[]},"toString":1}}'],
  ["HTML", "<!doctype html><title>Just a moment...</title>"],
  ["XML", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'],
  ["404 as a text", "404 Not Found"],
  ["half a list", '{"data":{"stations":['],
  ["brackets", "[".repeat(90_000)],
  ["deep brackets", "[".repeat(90_000) + "]".repeat(90_000)],
  ["deep objects", '{"data":'.repeat(20_000) + "0".padEnd(20_001, "}")],
  ["one key many times", `{${'"a":1,'.repeat(50_000)}"data":{}}`],
  ["a number of 100,000 digits", `{"data":{"stations":[${"9".repeat(100_000)}]}}`],
  ["bytes that are no UTF-8", Buffer.from([0xff, 0xfe, 0xc0, 0xaf, 0xed, 0xa0, 0x80])],
  ["NULs", Buffer.alloc(70_000)],
  ["spaces", " ".repeat(70_000)],
  ["17 MB", Buffer.alloc(17_000_000, 0x20)],
];

/** Bodies that are no feed. */
export const BODIES: readonly HostileServer[] = [
  ...TEXTS.map(([what, text]) => failing(`sends ${what}`, saysAndEnds(page(text)))),
  odd(
    "begins with a byte order mark",
    says(({ body }) => page(`\ufeff${body}`)),
  ),
];
