import type { IncomingMessage, ServerResponse } from "node:http";
import type { SystemEntry } from "../../../functions/systems/configuration.ts";
import { serveOnLoopback } from "../../../local/city/loopback.ts";
import { type Bodies, type Body, bodiesOf, bodyOf } from "./bodies.ts";
import type { PlannedHost, PlannedSystem } from "./plan.ts";

export interface WorldFeeds {
  readonly entries: readonly SystemEntry[];
  /** Counts up; each round changes what the feeds say. */
  round: number;
  /** Whether the planned troubles have begun. */
  troubled: boolean;
  /** The most simultaneous requests to any host so far, and the number of all requests. */
  readonly load: { mostAtOnce: number; requests: number };
  close(): Promise<void>;
}

/** Serves each planned host by a server of its own on loopback. */
export async function serveWorld(hosts: readonly PlannedHost[]): Promise<WorldFeeds> {
  const bySize = new Map<number, Bodies>();
  for (const { stations } of hosts.flatMap(({ systems }) => systems)) {
    if (!bySize.has(stations)) bySize.set(stations, bodiesOf(stations));
  }
  const load = { mostAtOnce: 0, requests: 0 };
  const world = { round: 0, troubled: false, load };
  const entries: SystemEntry[] = [];
  const closing: (() => Promise<void>)[] = [];
  for (const host of hosts) {
    const systems = new Map(host.systems.map((system) => [system.systemId, system]));
    let atOnce = 0;
    const server = await serveOnLoopback((request, response, url) => {
      load.requests++;
      load.mostAtOnce = Math.max(load.mostAtOnce, ++atOnce);
      response.once("close", () => {
        atOnce--;
      });
      const trouble = world.troubled ? host.trouble : "none";
      if (trouble === "hangs") return;
      setTimeout(() => {
        if (trouble === "resets") request.socket.resetAndDestroy();
        else if (trouble === "fails") response.writeHead(500).end("out of order");
        else answer(request, response, url, server.origin, systems, bySize, world.round);
      }, host.latencyMs);
    });
    closing.push(server.close);
    for (const { systemId } of host.systems) {
      entries.push({
        systemId,
        kind: "gbfs",
        url: `${server.origin}/${systemId}/gbfs.json`,
        timeZone: "Etc/UTC",
      });
    }
  }
  return Object.assign(world, {
    entries,
    close: async () => {
      await Promise.all(closing.map((close) => close()));
    },
  });
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  origin: string,
  systems: ReadonlyMap<string, PlannedSystem>,
  bySize: ReadonlyMap<number, Bodies>,
  round: number,
): void {
  const [, systemId = "", name = ""] = url.pathname.split("/");
  const system = systems.get(systemId);
  const bodies = bySize.get(system?.stations ?? 0);
  if (system === undefined || bodies === undefined) {
    response.writeHead(404).end();
    return;
  }
  const state = Math.floor(round / system.changesEvery) % bodies.statuses.length;
  const body = bodyAt(name, state, bodies, `${origin}/${systemId}`);
  const etag = `"${name} ${state}"`;
  if (body === undefined) response.writeHead(404).end();
  else if (system.hasEtags && request.headers["if-none-match"] === etag)
    response.writeHead(304, { etag }).end();
  else {
    response.setHeader("content-type", "application/json");
    if (system.hasEtags) response.setHeader("etag", etag);
    if (system.isGzipped) response.setHeader("content-encoding", "gzip");
    response.end(system.isGzipped ? body.gzipped : body.plain);
  }
}

function bodyAt(name: string, state: number, bodies: Bodies, place: string): Body | undefined {
  if (name === "station_status.json") return bodies.statuses[state];
  if (name === "station_information.json") return bodies.information;
  if (name !== "gbfs.json") return undefined;
  const names = ["station_status", "station_information"];
  const feeds = names.map((feed) => ({ name: feed, url: `${place}/${feed}.json` }));
  return bodyOf({ last_updated: 1_777_881_600, ttl: 60, version: "2.3", data: { en: { feeds } } });
}
