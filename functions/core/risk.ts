import type { Counts } from "./columns.ts";
import { isFalse } from "./flags.ts";
import { logNormalTail } from "./normal-tail.ts";
import type { Believed, PastLook } from "./past.ts";
import { closedColumns } from "./service.ts";
import { stationRuleOf } from "./station-rules.ts";

/** How likely a station is to run dry, and to fill up. The figures order stations; as chances they promise too much. */
export interface Risk {
  readonly stationId: string;
  /** Natural logarithms; null where it cannot become so: it is so already, it is closed, or its count is unknown. */
  readonly empty: number | null;
  readonly full: number | null;
}

const MINUTE_MS = 60_000;
/** What happens now and what has happened for hours both tell: their rates are averaged. */
const HALF_LIVES_MINUTES = [30, 180] as const;
/** Riders and vans work against a trend, so that only a part of it lasts. Chosen on recordings. */
const LASTING_SHARE = 0.5;
/** Bikes a minute: where nothing moved for hours, something still may. Chosen on recordings. */
const STRAY_RATE = 0.005;

/**
 * Keeps, for each station, how many bikes and docks came and went a minute: rates that decay, from look to look. From
 * these it tells how likely a count is to reach zero, as if it were a diffusion with that drift and spread.
 */
export class Flows {
  readonly #flows = { vehicles: new Map<string, Flow>(), docks: new Map<string, Flow>() };
  #newest: Believed | null = null;
  #at = 0;
  /** Whether the next look comes after a time in which nothing is known to have come or gone. */
  #isApart = true;

  /** Takes the next look. Over a hole, and while the feed stood still, nothing is known to have come or gone. */
  take({ at, verdict, believed, hole }: PastLook): void {
    if (believed === null) {
      this.#isApart ||= hole !== null || verdict === "retired";
      // A reader uses its columns again, and may have stopped in the middle of an unreadable look.
      if (hole !== null) this.#newest = null;
      return;
    }
    const isFrozen = believed.frozenSince !== null;
    const isApart = this.#isApart || hole !== null || isFrozen;
    this.#isApart = isFrozen;
    const minutes = isApart ? null : (at - this.#at) / MINUTE_MS;
    const { stationIds, columns } = believed;
    for (const measure of ["vehicles", "docks"] as const) {
      step(this.#flows[measure], stationIds, columns[measure], minutes);
    }
    this.#newest = believed;
    this.#at = at;
  }

  /** Returns the risk of each station of the newest look within that time; none before the first look. */
  risks(withinMinutes: number): Risk[] {
    if (this.#newest === null) return [];
    const { stationIds, columns } = this.#newest;
    const closed = closedColumns(columns);
    const logChance = (name: "empty" | "full", measure: "vehicles" | "docks", column: number) => {
      const count = columns[measure][column] ?? 0;
      const isServed = columns.present[column] === true && closed[column] !== true;
      const flags = columns.flags[column] ?? 0;
      const flow = this.#flows[measure].get(stationIds[column] ?? "");
      if (flow === undefined || count === 0 || !isServed || isFalse(flags, stationRuleOf(name).needs))
        return null;
      return logChanceOfZero(count, flow, withinMinutes);
    };
    return stationIds.map((stationId, column) => ({
      stationId,
      empty: logChance("empty", "vehicles", column),
      full: logChance("full", "docks", column),
    }));
  }
}

/** What came and went at one station, of one measure. */
interface Flow {
  /** The newest count; null where it is unknown. */
  count: number | null;
  /** One for each half-life. */
  readonly decayed: readonly Decayed[];
}

interface Decayed {
  came: number;
  went: number;
  /** The time that it took, which decays as well: an hour ago counts less than now. */
  minutes: number;
}

/** Adds one more look; `minutes` is the time since the one before, null where what has changed since is not known. */
function step(
  flows: Map<string, Flow>,
  stationIds: readonly string[],
  counts: Counts,
  minutes: number | null,
): void {
  const decays = HALF_LIVES_MINUTES.map((halfLife) => {
    const kept = 0.5 ** ((minutes ?? 0) / halfLife);
    return { kept, added: ((1 - kept) * halfLife) / Math.LN2 };
  });
  for (let column = 0; column < stationIds.length; column++) {
    const stationId = stationIds[column] ?? "";
    const count = counts[column] ?? null;
    let flow = flows.get(stationId);
    if (flow === undefined) {
      flow = { count: null, decayed: decays.map(() => ({ came: 0, went: 0, minutes: 0 })) };
      flows.set(stationId, flow);
    }
    if (minutes !== null && count !== null && flow.count !== null) {
      const change = count - flow.count;
      for (const [index, { kept, added }] of decays.entries()) {
        const decayed = flow.decayed[index];
        if (decayed === undefined) continue;
        decayed.came = decayed.came * kept + Math.max(0, change);
        decayed.went = decayed.went * kept + Math.max(0, -change);
        decayed.minutes = decayed.minutes * kept + added;
      }
    }
    flow.count = count;
  }
}

/** Returns the natural logarithm of the chance that the count touches zero within that time. */
function logChanceOfZero(count: number, flow: Flow, withinMinutes: number): number {
  const came = rateOf(flow, "came");
  const went = rateOf(flow, "went");
  const drift = (came - went) * LASTING_SHARE;
  const variance = came + went + STRAY_RATE;
  const spread = Math.sqrt(variance * withinMinutes);
  // First passage of a diffusion through zero: it ends below, or it was below on the way and is back by reflection.
  const ends = logNormalTail((count + drift * withinMinutes) / spread);
  const returns = (-2 * drift * count) / variance + logNormalTail((count - drift * withinMinutes) / spread);
  const greater = Math.max(ends, returns);
  return greater + Math.log(Math.exp(ends - greater) + Math.exp(returns - greater));
}

/** Returns bikes a minute: the mean of the half-lives' rates. */
function rateOf({ decayed }: Flow, what: "came" | "went"): number {
  const rates = decayed.map((one) => (one.minutes === 0 ? 0 : one[what] / one.minutes));
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
