import { Flows } from "../../functions/core/risk.ts";
import type { Asked } from "../asking.ts";
import { pastOf } from "../history/past.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";

/** What a station becomes next, if anything, and its place in the order: the greater comes first. */
export interface Next {
  readonly becomes: "empty" | "full";
  readonly order: number;
}

/** So long ago hardly tells of what comes next. */
const LOOKS_MS = 6 * 3_600_000;
const WITHIN_MINUTES = 30;

/** Returns what each station of the system is likely to become after its newest poll, by id; none without history. */
export async function nextOf(
  systemId: string,
  newestAt: number,
  asked: Asked,
  place: Place,
  world: World,
): Promise<ReadonlyMap<string, Next>> {
  const flows = new Flows();
  const period = { since: newestAt - LOOKS_MS, until: newestAt + 1 };
  for await (const look of pastOf(systemId, period, asked, place, world)) flows.take(look);
  const next = new Map<string, Next>();
  for (const { stationId, empty, full } of flows.risks(WITHIN_MINUTES)) {
    const [dry, filled] = [empty ?? Number.NEGATIVE_INFINITY, full ?? Number.NEGATIVE_INFINITY];
    const order = Math.max(dry, filled);
    if (order > Number.NEGATIVE_INFINITY)
      next.set(stationId, { becomes: dry >= filled ? "empty" : "full", order });
  }
  if (next.size === 0)
    world.terminal.say(`${systemId}: nothing is kept of the last hours, so the order says nothing`);
  return next;
}
