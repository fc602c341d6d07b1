import { type AddressInfo, createServer, type Socket } from "node:net";
import { type Answer, ok } from "./wire.ts";

/** A server on a raw socket: honest to all paths but one. */
export interface RawServer {
  readonly origin: string;
  /** What it does when the hostile path is asked for. */
  answer: Answer;
  hostilePath: string;
  /** Called each time when a hostile answer is over and the connection goes on in silence. */
  onHang: () => void;
  close(): Promise<void>;
}

const STATION = {
  station_id: "a",
  num_bikes_available: 3,
  num_docks_available: 4,
  name: "A",
  lat: 1,
  lon: 2,
};
const STATIONS = { data: { stations: [{ ...STATION, is_installed: 1, is_renting: 1, is_returning: 1 }] } };
const FEEDS = ["station_status", "station_information"].map((name) => ({ name, url: `${name}.json` }));
const NOT_FOUND = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";

/** Paths are `/<system>/<file>`; `/copy/…` has the same once more, and `/twice/…` redirects there. */
function bodyOf(path: string): string | null {
  if (path.endsWith("/gbfs.json")) return JSON.stringify({ data: { en: { feeds: FEEDS } } });
  return path.endsWith("/station_status.json") || path.endsWith("/station_information.json")
    ? JSON.stringify(STATIONS)
    : null;
}

export async function rawServer(): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.on("end", () => socket.end());
    let asked = "";
    socket.on("data", (bytes) => {
      asked += bytes.toString("latin1");
      const end = asked.indexOf("\r\n\r\n");
      if (end === -1) return;
      const path = asked.split(" ")[1] ?? "";
      asked = asked.slice(end + 4);
      serve(socket, path);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const served: RawServer = {
    origin,
    answer: ({ socket }) => socket.destroy(),
    hostilePath: "",
    onHang: () => undefined,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
  function serve(socket: Socket, path: string): void {
    const body = bodyOf(path.split("?")[0] ?? "") ?? "";
    const wire = { socket, body, path, origin, hang: () => served.onHang() };
    if (path.split("?")[0] === served.hostilePath) served.answer(wire);
    else if (path.startsWith("/twice/")) {
      socket.write(`HTTP/1.1 307 On\r\nlocation: /copy/${path.slice(7)}\r\ncontent-length: 0\r\n\r\n`);
    } else socket.write(body === "" ? NOT_FOUND : ok()(wire));
  }
  return served;
}
