import {
  failing,
  type HostileServer,
  odd,
  ok,
  raw,
  repeats,
  says,
  saysAndEnds,
  saysAndHangs,
  type Wire,
} from "../wire.ts";

const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\n";
const thenOk = (before: string) => (wire: Wire) => before + ok()(wire);

/** Interim answers (1xx), and switches to another protocol. */
export const INTERIM: readonly HostileServer[] = [
  ...[100, 102, 103, 110, 199].map((status) =>
    odd(
      `sends a ${status} first`,
      says(thenOk(`HTTP/1.1 ${status} Wait\r\nlink: </a>; rel=preload\r\n\r\n`)),
    ),
  ),
  odd("sends five 100 first", says(thenOk("HTTP/1.1 100 Continue\r\n\r\n".repeat(5)))),
  odd("sends a thousand 100 first", says(thenOk("HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000)))),
  failing("sends 102 for ever", repeats("", "HTTP/1.1 102 Processing\r\n\r\n".repeat(10))),
  failing("sends 100 and hangs", saysAndHangs("HTTP/1.1 100 Continue\r\n\r\n")),
  failing("sends 100 and ends", saysAndEnds("HTTP/1.1 100 Continue\r\n\r\n")),
  failing("sends a 103 of 60 kB", says(raw(["HTTP/1.1 103 Early Hints", `link: ${"x".repeat(60_000)}`]))),
  failing("sends a 100 with a body", says(thenOk("HTTP/1.1 100 Continue\r\ncontent-length: 5\r\n\r\nhello"))),
  ...["x", "h2c", "websocket", "TLS/1.0, HTTP/1.1"].map((protocol) =>
    failing(
      `switches to ${protocol}`,
      says(`${SWITCHING}Upgrade: ${protocol}\r\nConnection: upgrade\r\n\r\n`),
    ),
  ),
  failing("switches without saying to what", says(`${SWITCHING}\r\n`)),
  failing("switches with Upgrade alone", says(`${SWITCHING}Upgrade: x\r\n\r\n`)),
  failing("switches with Connection alone", says(`${SWITCHING}Connection: upgrade\r\n\r\n`)),
  failing(
    "switches after a 100",
    says(`HTTP/1.1 100 Continue\r\n\r\n${SWITCHING}Upgrade: x\r\nConnection: upgrade\r\n\r\n`),
  ),
  failing(
    "switches and sends the honest answer",
    says(thenOk(`${SWITCHING}Upgrade: x\r\nConnection: upgrade\r\n\r\n`)),
  ),
  failing(
    "switches with a length",
    says(`${SWITCHING}Upgrade: x\r\nConnection: upgrade\r\ncontent-length: 9\r\n\r\n`),
  ),
  failing("switches and ends", saysAndEnds(`${SWITCHING}Upgrade: x\r\nConnection: upgrade\r\n\r\n`)),
  failing(
    "switches and talks for ever",
    repeats(`${SWITCHING}Upgrade: x\r\nConnection: upgrade\r\n\r\n`, "\0".repeat(999)),
  ),
  odd("offers another protocol", says(ok(["upgrade: h2c", "connection: upgrade"]))),
  failing(
    "wants another protocol",
    says(raw(["HTTP/1.1 426 Upgrade Required", "upgrade: h2c", "connection: upgrade", "content-length: 0"])),
  ),
];
