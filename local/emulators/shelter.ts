import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { BodyTooLarge, readBody } from "./request-body.ts";

/** The largest request that dynalite takes, in bytes. */
const REQUEST_BYTES_MAX = 16 * 1_024 * 1_024;
/** How long open answers may still take when everything ends. */
const SETTLE_MS = 1_000;

/**
 * Stands in front of dynalite and passes on only whole requests: when a client breaks off in the middle of one, as a
 * function killed at its deadline does, dynalite throws where nothing can catch it.
 */
export function shelter(server: Server): { settle(): Promise<void> } {
  const handlers = server.listeners("request");
  server.removeAllListeners("request");
  const answering = new Set<Promise<void>>();
  let isOver = false;
  server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const body = await readBody(request, REQUEST_BYTES_MAX);
      // The tables may be closed by now.
      if (isOver) {
        response.destroy();
        return;
      }
      const answered = new Promise<void>((resolve) => response.once("close", resolve));
      answering.add(answered);
      answered.then(() => answering.delete(answered));
      const { headers, method, url } = request;
      const whole = Object.assign(Readable.from([body]), { headers, method, url });
      for (const handle of handlers) handle.call(server, whole, response);
    } catch (thrown) {
      if (thrown instanceof BodyTooLarge) response.writeHead(413).end();
      else response.destroy();
    }
  });
  return {
    /** Lets no new request through. Settles when those before are answered, or after SETTLE_MS. */
    async settle() {
      isOver = true;
      await Promise.race([Promise.all(answering), sleep(SETTLE_MS, undefined, { ref: false })]);
    },
  };
}
