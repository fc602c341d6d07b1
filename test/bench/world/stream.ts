import { createServer } from "node:http";
import { LOOPBACK, listenOnLoopback } from "../../../local/emulators/ports.ts";
import { readBody } from "../../../local/emulators/request-body.ts";

/** A record that has arrived: of it, only what the bench judges. */
export interface Arrival {
  readonly systemId: string;
  readonly type: string;
  readonly at: number;
}

export interface WorldStream {
  readonly endpoint: string;
  readonly arrivals: Arrival[];
  bytes: number;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 2_000_000;

/**
 * Takes PutRecord and nothing else. The bench has two cores for the whole world, and kinesis-local, which takes 1.7 MB
 * a second, would be what it measures.
 */
export async function startStream(): Promise<WorldStream> {
  const arrivals: Arrival[] = [];
  const server = createServer(async (request, response) => {
    const body = await readBody(request, BODY_BYTES_MAX);
    const { PartitionKey, Data } = JSON.parse(body.toString()) as { PartitionKey: string; Data: string };
    const record = Buffer.from(Data, "base64");
    const [, type = ""] = /"type":"(\w+)"/.exec(record.subarray(0, 200).toString("latin1")) ?? [];
    stream.bytes += record.length;
    arrivals.push({ systemId: PartitionKey, type, at: Date.now() });
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(`{"SequenceNumber":"${arrivals.length}","ShardId":"shardId-000000000000"}`);
  });
  const port = await listenOnLoopback(server, 0);
  const stream: WorldStream = {
    endpoint: `http://${LOOPBACK}:${port}`,
    arrivals,
    bytes: 0,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
  return stream;
}
