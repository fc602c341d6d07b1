/** What the mapping has to know of a stream record; only the driver handles its bytes (DataRecord). */
export interface StreamRecord {
  /** Decimal, up to 56 digits: compare with `compareSequence`, never as a number or a string. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** The size of the data before base64. */
  readonly dataBytes: number;
  /** Kinesis' approximate arrival time, milliseconds since the epoch. */
  readonly arrivedAt: number;
}

export interface DataRecord extends StreamRecord {
  readonly data: Uint8Array;
}

/** Returns a negative number, zero or a positive number when `a` comes before, is, or comes after `b`. */
export function compareSequence(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
