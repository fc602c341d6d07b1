import { readFileSync } from "node:fs";
import { createFeeds } from "../../functions/feeds/feeds.ts";
import { MemoryPollWorld } from "../poll/memory-world.ts";

// A poller in a process of its own: node memory-poller.mjs ORIGIN…   Prints what it told and the memory it took.
const PATIENCE_MS = 3_600_000;
const systems = process.argv.slice(2).map((origin, at) => ({
  systemId: String(at),
  kind: "gbfs" as const,
  url: `${origin}/${at}/gbfs.json`,
}));
const world = new MemoryPollWorld();
// No time-out, since a test must not depend on how busy the machine is.
const patience = { connectTimeoutMs: PATIENCE_MS, totalTimeoutMs: PATIENCE_MS, comingMsMax: PATIENCE_MS };
const feeds = createFeeds({ contact: null, keyOf: async () => null, loopbackHttp: true, ...patience });
Object.assign(world.feeds, feeds);
const { sent, failures } = await world.pollAt(0, ...systems);
feeds.close();
process.stdout.write(
  JSON.stringify({
    told: sent.map((one) => [one.systemId, one.type, one.type === "failed" ? one.reason : ""]),
    failures,
    megabytes: peakMegabytes(),
  }),
);

/** The peak of the process's memory. Linux counts that of the parent in maxRSS too, and tells this one's own in /proc. */
function peakMegabytes(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return Math.round(Number(kilobytes) / 1_024);
  } catch {
    return Math.round(process.resourceUsage().maxRSS / 1_024);
  }
}
