import { type JsonServer, serveJson } from "../json-server.ts";
import type { MemoryStream } from "./stream.ts";

/** Serves the stream over HTTP on loopback, for code that makes its own clients. */
export function serveStream(stream: MemoryStream): Promise<JsonServer> {
  return serveJson(({ target, body }) => {
    const input = new Map(Object.entries(body));
    const { Data, Timestamp } = body;
    if (typeof Data === "string") input.set("Data", Buffer.from(Data, "base64"));
    if (typeof Timestamp === "number") input.set("Timestamp", new Date(Math.round(Timestamp * 1_000)));
    return stream.answer(target.split(".")[1] ?? "", input);
  });
}
