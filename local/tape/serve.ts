import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { serveOnLoopback } from "../city/loopback.ts";
import { discoveryAddressOf, loopbackEntry, requestedAddress } from "./addresses.ts";
import { openCursor } from "./cursor.ts";
import { onLoopback } from "./discovery.ts";
import { openTape } from "./read.ts";
import { answeringUrl } from "./tape.ts";

export interface TapeServer {
  /** The tape's entry of systems.json, with its URL on this server. */
  readonly entry: SystemEntry;
  /** How many responses the tape says it has, null when it does not say. */
  readonly responses: number | null;
  /**
   * Moves the cursor to the next status response, with all responses on the way, and returns its time in milliseconds;
   * null at the end. Rejects with a TapeError for a line that cannot be read.
   */
  next(): Promise<number | null>;
  /** Moves the cursor so that `next` gives the first status response at or after `at` milliseconds. */
  seek(at: number): Promise<void>;
  close(): Promise<void>;
}

/** The headers that a poller reads. */
const HEADERS_SERVED = ["content-type", "etag", "last-modified", "cache-control", "retry-after"];

/**
 * Serves a tape on loopback as a poller would have seen the feed: `https://HOST/PATH` is under `/HOST/PATH` and answers
 * with the newest response at or before the cursor, 404 when there is none yet. An apiKey in the query is ignored. The
 * cursor begins before the first response. Rejects with a TapeError when the tape cannot be opened.
 */
export async function serveTape(folder: string): Promise<TapeServer> {
  const tape = await openTape(folder);
  const cursor = openCursor(tape);
  const { system, responses } = tape.head;
  const discovery = discoveryAddressOf(system);
  const server = await serveOnLoopback((request, response, url) => {
    const address = requestedAddress(url);
    const taped = cursor.newest(address);
    if (taped === null) {
      response.writeHead(404, { "content-type": "text/plain" }).end("the tape has no such response yet\n");
      return;
    }
    for (const name of HEADERS_SERVED) {
      const value = taped.headers[name];
      if (value !== undefined) response.setHeader(name, value);
    }
    const { "if-none-match": etag, "if-modified-since": lastModified } = request.headers;
    // To a request without validators, the feed would have given the whole body again.
    const isWhole = taped.status === 304 && taped.body !== "" && (etag ?? lastModified) === undefined;
    response.writeHead(isWhole ? 200 : taped.status);
    response.end(
      address === discovery
        ? onLoopback(taped.body, new URL(answeringUrl(taped)), server.origin)
        : taped.body,
    );
  });
  return {
    entry: loopbackEntry(server.origin, system),
    responses,
    next: cursor.next,
    seek: cursor.seek,
    async close() {
      await server.close();
      await cursor.close();
    },
  };
}
