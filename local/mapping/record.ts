/** What the mapping needs to know of a stream record; its bytes are the driver's (DataRecord). */
export interface StreamRecord {
  /** Decimal, up to 56 digits: compare with `compareSequence`, never as a number or a string. */
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Size of the data before base64. */
  readonly dataBytes: number;
  /** Kinesis' approximate arrival time, milliseconds since the epoch. */
  readonly arrivedAt: number;
}

/** A record as it was read from the stream. */
export interface DataRecord extends StreamRecord {
  readonly data: Uint8Array;
}

/** Negative, zero or positive, as `a` comes before, is, or comes after `b`. */
export function compareSequence(a: string, b: string): number {
  const difference = BigInt(a) - BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
