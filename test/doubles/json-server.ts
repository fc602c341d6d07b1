import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { LOOPBACK, listenOnLoopback } from "../../local/emulators/ports.ts";

/** A call of one of Amazon's JSON protocols, as received. */
export interface Call {
  /** Such as `AmazonSQS.SendMessage`. */
  readonly target: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface JsonServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** A service on loopback that answers with the given function; a thrown error is sent under its name. */
export async function serveJson(answer: (call: Call) => object): Promise<JsonServer> {
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as Call["body"];
    response.setHeader("content-type", "application/x-amz-json-1.1");
    try {
      const answered = answer({ target: String(request.headers["x-amz-target"]), body });
      response.end(JSON.stringify(answered, onTheWire));
    } catch (thrown) {
      const { name, message, status = 400 } = thrown as Error & { readonly status?: number };
      response.writeHead(status).end(JSON.stringify({ __type: name, message }));
    }
  });
  const port = await listenOnLoopback(server, 0);
  return {
    endpoint: `http://${LOOPBACK}:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Writes bytes as base64 and times as seconds. */
function onTheWire(this: Record<string, unknown>, name: string, written: unknown): unknown {
  const value = this[name];
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  return value instanceof Date ? value.getTime() / 1_000 : written;
}
