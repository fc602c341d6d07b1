import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { runNode } from "../e2e/child.ts";
import { inFolder } from "../e2e/played-tape.ts";
import { bundleWorker } from "../faults/bundle.ts";
import { COSTLY_BODIES, type CostlyBody } from "./costly-bodies.ts";

/** One body that a lane gets. */
interface Served extends CostlyBody {
  readonly isPacked: boolean;
  readonly bytes: Buffer;
}

export interface PolledAtOnce {
  /** Bodies whose poll was told in another way than they are worth, with what was told. */
  readonly wrong: readonly string[];
  readonly failures: readonly string[];
  /** The peak of the poller's memory. */
  readonly megabytes: number;
}

const MEMORY_MEGABYTES = 512;

/** Every kind of body, in all these sizes, packed and unpacked. */
export function costlyBodies(megabytes: readonly number[]): readonly Served[] {
  return COSTLY_BODIES.flatMap((kind) =>
    megabytes.flatMap((size) => {
      const text = kind.of(size * 1_000_000);
      const packed = { ...kind, isPacked: true, bytes: gzipSync(text, { level: 1 }) };
      return [packed, { ...kind, isPacked: false, bytes: Buffer.from(text) }];
    }),
  );
}

/** Polls a system on each lane at once, in a process with the poller's memory, and gives each a body in turn. */
export async function pollAtOnce(bodies: readonly Served[], lanes: number): Promise<PolledAtOnce> {
  const chosen = Array.from({ length: lanes }, (_, lane) => bodies[(lane * 7) % bodies.length]);
  const servers = await Promise.all(chosen.map((body) => serveBody(body)));
  try {
    return await inFolder(async (folder) => {
      const poller = await bundleWorker(new URL("./memory-poller.ts", import.meta.url), folder, null);
      const origins = servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      const ended = await runNode([`--max-old-space-size=${MEMORY_MEGABYTES}`, poller, ...origins], {
        cwd: folder,
      });
      if (ended.code !== 0) throw new Error(`the poller ended with ${ended.code}: ${ended.stderr}`);
      const { told, ...rest } = JSON.parse(ended.stdout);
      return { ...rest, wrong: wrongIn(chosen, told) };
    });
  } finally {
    await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  }
}

type Told = readonly (readonly [systemId: string, type: string, reason: string])[];

function wrongIn(chosen: readonly (Served | undefined)[], told: Told): string[] {
  return chosen.flatMap((body, lane) => {
    const own = told.filter(([systemId]) => systemId === String(lane));
    const expected = body?.poll === "good" ? "snapshot" : "failed";
    const isAsExpected = own.length === 1 && own[0]?.[1] === expected;
    return isAsExpected ? [] : [`${body?.name}, ${body?.bytes.length} bytes: ${JSON.stringify(own)}`];
  });
}

async function serveBody(body: Served | undefined): Promise<Server> {
  const feeds = JSON.stringify({ data: { feeds: [{ name: "station_status", url: "status" }] } });
  const server = createServer((request, response) => {
    if (request.url?.endsWith("/status") !== true) response.end(feeds);
    else if (body?.isPacked === true) response.setHeader("content-encoding", "gzip").end(body.bytes);
    else response.end(body?.bytes);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}
