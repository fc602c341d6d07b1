import { z } from "zod";
import type { RecordRange } from "../tail/range.ts";

/** What Lambda says of a batch that it gave up: where its records are on the stream, and none of their data. */
const MESSAGE = z.object({
  requestContext: z.object({ condition: z.string(), approximateInvokeCount: z.number().optional() }),
  timestamp: z.string().optional(),
  KinesisBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string().regex(/^\d{1,128}$/),
    endSequenceNumber: z.string().regex(/^\d{1,128}$/),
    approximateArrivalOfFirstRecord: z.iso.datetime(),
    batchSize: z.int().min(1),
  }),
});

/** A batch that was given up. */
export interface GivenUpBatch {
  readonly condition: string;
  /** How often the detector was given these records; null where the message does not say. */
  readonly invocations: number | null;
  readonly range: RecordRange;
}

/** Reads the message of a batch that was given up; null for anything else. */
export function readGivenUp(body: string): GivenUpBatch | null {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return null;
  }
  const read = MESSAGE.safeParse(value);
  if (!read.success) return null;
  const { requestContext, KinesisBatchInfo: info } = read.data;
  return {
    condition: requestContext.condition,
    invocations: requestContext.approximateInvokeCount ?? null,
    range: {
      shardId: info.shardId,
      from: info.startSequenceNumber,
      to: info.endSequenceNumber,
      arrivedAt: Date.parse(info.approximateArrivalOfFirstRecord),
      records: info.batchSize,
    },
  };
}
