import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A debugger attached by the inspector's protocol. */
export interface Debugger {
  /** Sends a command without parameters, without waiting for its answer. */
  send(method: string): void;
  /** Resolves when the debugged process has sent this event. */
  hears(method: string): Promise<void>;
  close(): void;
}

/** Attaches to a `ws:` address. Node 20 has no WebSocket client, and short text frames are all that is needed here. */
export async function attach(address: string): Promise<Debugger> {
  const { hostname: host, port, pathname: path } = new URL(address);
  const headers = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
    "Sec-WebSocket-Version": "13",
  };
  const upgrade = request({ host, port, path, headers }).end();
  const [, socket] = (await once(upgrade, "upgrade")) as [unknown, Socket];
  let heard = "";
  let sent = 0;
  socket.setEncoding("latin1").on("data", (text: string) => {
    heard += text;
  });
  return {
    send: (method) => {
      const text = JSON.stringify({ id: ++sent, method });
      // A whole text message of less than 126 bytes, masked with zeros.
      socket.write(Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)]));
    },
    hears: async (method) => {
      while (!heard.includes(`{"method":"${method}"`)) await sleep(5);
    },
    close: () => socket.destroy(),
  };
}
