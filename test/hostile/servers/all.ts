import type { HostileServer } from "../wire.ts";
import { BODIES, ENCODINGS } from "./bodies.ts";
import { CONNECTIONS } from "./connections.ts";
import { CUT_SHORT, DRIPPING } from "./cut-short.ts";
import { CHUNKS, LENGTHS } from "./framing.ts";
import { FIRST_LINES, HEADS, STATUSES } from "./heads.ts";
import { INTERIM } from "./interim.ts";
import { REDIRECTS } from "./redirects.ts";

/** The project's table of hostile servers: what HTTP/1.1 allows and nobody expects, and what it forbids. */
export const HOSTILE_SERVERS: readonly HostileServer[] = [
  ...INTERIM,
  ...CUT_SHORT,
  ...DRIPPING,
  ...LENGTHS,
  ...CHUNKS,
  ...HEADS,
  ...FIRST_LINES,
  ...STATUSES,
  ...REDIRECTS,
  ...ENCODINGS,
  ...BODIES,
  ...CONNECTIONS,
];
