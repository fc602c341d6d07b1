import { vi } from "vitest";
import { createFeeds } from "../../functions/feeds/feeds.ts";
import type { Polled } from "../../functions/poll/poll.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { MemoryPollWorld } from "../poll/memory-world.ts";
import { type RawServer, rawServer } from "./server.ts";
import type { HostileServer } from "./wire.ts";

/** Longer than any time-out of the fetcher. */
const BEYOND_DEADLINE_MS = 12_000;

export type FeedFile = "gbfs.json" | "station_status.json" | "station_information.json";

/** What a run of the poller put on the stream. */
export interface Run {
  /** The types of the hostile system's records. */
  readonly hostile: readonly string[];
  /** The honest systems' records, sorted. */
  readonly honest: readonly string[];
  readonly failures: Polled["failures"];
}

/** What three honest systems put on the stream in a run that is not disturbed. */
export const UNDISTURBED = ["after snapshot", "before snapshot", "elsewhere snapshot"];

/**
 * Runs the poller over real sockets, with a hostile system between two honest ones of its host and one of another host.
 * Its time-outs pass only where a server has said all that it will ever say, so a busy machine changes nothing.
 */
export class HostileRuns {
  readonly #lane: RawServer;
  readonly #elsewhere: RawServer;

  private constructor(lane: RawServer, elsewhere: RawServer) {
    this.#lane = lane;
    this.#elsewhere = elsewhere;
  }

  static async begin(): Promise<HostileRuns> {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    return new HostileRuns(await rawServer(), await rawServer());
  }

  async end(): Promise<void> {
    vi.useRealTimers();
    await Promise.all([this.#lane.close(), this.#elsewhere.close()]);
  }

  /** Runs once, with the hostile answer in place of that file. */
  async run({ answer }: HostileServer, file: FeedFile): Promise<Run> {
    const lane = this.#lane;
    const world = new MemoryPollWorld();
    const keyOf = async () => null;
    const feeds = createFeeds({ contact: null, keyOf, loopbackHttp: true, now: world.now, wait: keyOf });
    Object.assign(world.feeds, feeds);
    lane.answer = answer;
    lane.hostilePath = `/hostile/${file}`;
    lane.onHang = () => letTimePass(world);
    const systems = [
      system("before", lane),
      system("hostile", lane),
      system("after", lane),
      system("elsewhere", this.#elsewhere),
    ];
    const { sent, failures } = await world.pollAt(0, ...systems);
    feeds.close();
    const outcomes = sent.filter(({ type }) => type !== "roster");
    const isHostile = ({ systemId }: { readonly systemId: string }) => systemId === "hostile";
    return {
      hostile: outcomes.filter(isHostile).map(({ type }) => type),
      honest: outcomes
        .filter((one) => !isHostile(one))
        .map(({ type, systemId }) => `${systemId} ${type}`)
        .sort(),
      failures,
    };
  }
}

function system(systemId: string, { origin }: RawServer): SystemEntry {
  return { systemId, kind: "gbfs", url: `${origin}/${systemId}/gbfs.json` };
}

/** The deadline must not pass for the honest system that is asked at the same time. */
function letTimePass(world: MemoryPollWorld): void {
  if (world.done.includes("save elsewhere")) vi.advanceTimersByTime(BEYOND_DEADLINE_MS);
  else setImmediate(letTimePass, world);
}
