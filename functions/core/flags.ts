/**
 * A station's service flags: two bits for each of GBFS's three flags (is it known, is it true), one each for what
 * only JCDecaux says, and one for a count that the feed itself contradicts.
 */
export const INSTALLED = 1;
export const RENTING = 4;
export const RETURNING = 16;
export const CLOSED_BY_OPERATOR = 64;
export const DISCONNECTED = 128;
/** No vehicle by the count of all, some by the counts of each type. */
export const VEHICLES_CONTRADICTED = 256;
/** All of them. */
export const FLAGS_MAX = 511;

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

/** True only where the feed said so: an absent flag is neither true nor false. */
export function isFalse(flags: number, flag: ServiceFlag): boolean {
  return (flags & (flag | (flag << 1))) === flag;
}

/** The flag as the feed gave it, null where it did not. */
export function flagValue(flags: number, flag: ServiceFlag): boolean | null {
  return (flags & flag) === 0 ? null : (flags & (flag << 1)) !== 0;
}
