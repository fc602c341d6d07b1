import type { Columns } from "./columns.ts";
import { CLOSED_BY_OPERATOR, DISCONNECTED, INSTALLED, isFalse, RENTING, RETURNING } from "./flags.ts";

/** Why a station is out of service. */
export type ClosedReason =
  | "not installed"
  | "neither renting nor returning"
  | "closed by the operator"
  | "disconnected"
  | "no vehicle and no dock";

/** Returns why the station is out of service, null when it is in service; unknown counts or flags do not close it. */
export function closedReason(
  vehicles: number | null,
  docks: number | null,
  flags: number,
): ClosedReason | null {
  if (isFalse(flags, INSTALLED)) return "not installed";
  if ((flags & CLOSED_BY_OPERATOR) !== 0) return "closed by the operator";
  if ((flags & DISCONNECTED) !== 0) return "disconnected";
  if (isFalse(flags, RENTING) && isFalse(flags, RETURNING)) return "neither renting nor returning";
  if (vehicles === 0 && docks === 0) return "no vehicle and no dock";
  return null;
}

/** Returns which stations are out of service: computed once for all rules. */
export function closedColumns({ vehicles, docks, flags }: Columns): boolean[] {
  const closed = new Array<boolean>(flags.length).fill(false);
  // Neighbours in a feed nearly always have the same flags, so the last result is reused.
  let lastFlags = 0;
  let byFlags = false;
  for (let column = 0; column < closed.length; column++) {
    const bits = flags[column] ?? 0;
    if (bits !== lastFlags) {
      lastFlags = bits;
      byFlags = closedReason(null, null, bits) !== null;
    }
    if (byFlags || (vehicles[column] === 0 && docks[column] === 0)) closed[column] = true;
  }
  return closed;
}
