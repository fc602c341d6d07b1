/**
 * A station's service flags as bits: two for each of GBFS's three flags (is it known, is it true), one for each of the
 * two that only JCDecaux has, and one for each way in which a feed contradicts its own counts.
 */
export const INSTALLED = 1;
export const RENTING = 4;
export const RETURNING = 16;
export const CLOSED_BY_OPERATOR = 64;
export const DISCONNECTED = 128;
/** The count of all vehicles is zero, but the counts by vehicle type are not. */
export const VEHICLES_CONTRADICTED = 256;
/** All bits of a state's flags together: the greatest value that they can have. */
export const FLAGS_MAX = 511;
/** The count of all docks is zero, but the counts by vehicle type are not. */
export const DOCKS_CONTRADICTED = 512;
/** The count of docks is negative, and there are vehicles: more of them than docks. */
export const DOCKS_NEGATIVE = 1_024;
/** The greatest value that a reading's flags can have. What the two above say is in the counts before they are kept. */
export const READING_FLAGS_MAX = 2_047;

/** A GBFS flag: INSTALLED, RENTING or RETURNING. */
export type ServiceFlag = typeof INSTALLED | typeof RENTING | typeof RETURNING;

export interface ServiceFlags {
  readonly isInstalled: boolean | null;
  readonly isRenting: boolean | null;
  readonly isReturning: boolean | null;
  readonly closedByOperator?: boolean;
  readonly disconnected?: boolean;
}

export function packFlags(flags: ServiceFlags): number {
  return (
    pack(INSTALLED, flags.isInstalled) |
    pack(RENTING, flags.isRenting) |
    pack(RETURNING, flags.isReturning) |
    (flags.closedByOperator === true ? CLOSED_BY_OPERATOR : 0) |
    (flags.disconnected === true ? DISCONNECTED : 0)
  );
}

function pack(flag: ServiceFlag, value: boolean | null): number {
  if (value === null) return 0;
  return value ? flag | (flag << 1) : flag;
}

/** Returns whether the feed gave the flag as false; an absent flag is neither true nor false. */
export function isFalse(flags: number, flag: ServiceFlag): boolean {
  return (flags & (flag | (flag << 1))) === flag;
}

/** Returns the flag as the feed gave it; null where the feed gave none. */
export function flagValue(flags: number, flag: ServiceFlag): boolean | null {
  return (flags & flag) === 0 ? null : (flags & (flag << 1)) !== 0;
}
