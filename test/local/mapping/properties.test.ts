import fc from "fast-check";
import { expect, it } from "vitest";
import type { MappingConfiguration } from "../../../local/mapping/configuration.ts";
import { compareSequence, type StreamRecord } from "../../../local/mapping/record.ts";
import {
  type Ending,
  FAILURE,
  numberOf,
  recordOf,
  START,
  SUCCESS,
  sequenceNumber,
  simulate,
} from "./simulated.ts";

type Fate = "success" | "error" | "timedOut" | "throttled" | "partial";

const fates: fc.Arbitrary<Fate[]> = fc.array(
  fc.constantFrom<Fate[]>("success", "error", "timedOut", "throttled", "partial"),
  { maxLength: 60 },
);

const shards = fc
  .array(fc.record({ key: fc.constantFrom("a", "b", "c", "__proto__"), afterMs: fc.nat(1_500) }), {
    maxLength: 40,
  })
  .map((entries) => {
    let arrivedAt = START;
    return entries.map(({ key, afterMs }, n) => {
      arrivedAt += afterMs;
      return recordOf(n, { partitionKey: key, arrivedAt });
    });
  });

const configurations: fc.Arbitrary<Partial<MappingConfiguration>> = fc.record({
  batchSize: fc.integer({ min: 1, max: 12 }),
  maximumBatchingWindowInSeconds: fc.nat(3),
  parallelizationFactor: fc.integer({ min: 1, max: 4 }),
  maximumRetryAttempts: fc.constantFrom(-1, 0, 1, 3),
  maximumRecordAgeInSeconds: fc.constantFrom(-1, 60, 120),
  bisectBatchOnFunctionError: fc.boolean(),
  reportBatchItemFailures: fc.boolean(),
});

/** Ends the nth invocation as the nth fate says, later ones well; records what each leaves done. */
function fateful(list: readonly Fate[], done: Set<string>, configuration: Partial<MappingConfiguration>) {
  return (records: readonly StreamRecord[], nth: number): Ending => {
    const fate = list[nth] ?? "success";
    const tookMs = 5 + ((nth * 37) % 400);
    const middle = Math.floor(records.length / 2);
    if (fate === "partial") {
      const doneCount = configuration.reportBatchItemFailures === true ? middle : records.length;
      for (const record of records.slice(0, doneCount)) done.add(record.sequenceNumber);
      const batchItemFailures = [{ itemIdentifier: records[middle]?.sequenceNumber }];
      return { outcome: { type: "success", payload: { batchItemFailures } }, tookMs };
    }
    if (fate === "success") for (const record of records) done.add(record.sequenceNumber);
    return { outcome: { type: fate, payload: null }, tookMs };
  };
}

it("every record ends done or given up, and the checkpoint at the last one", () => {
  fc.assert(
    fc.property(shards, configurations, fates, (records, configuration, list) => {
      const done = new Set<string>();
      const course = simulate({ records, configuration, behave: fateful(list, done, configuration) });
      const ended = new Set([...done, ...course.givenUp]);
      expect(records.filter((record) => !ended.has(record.sequenceNumber))).toEqual([]);
      expect(course.state.checkpoint).toBe(records.at(-1)?.sequenceNumber ?? null);
      expect(course.state.uncheckpointed).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it("the records of a key are sent in order, none before those ahead of it are through, none after its end", () => {
  fc.assert(
    fc.property(shards, configurations, fates, (records, configuration, list) => {
      const done = new Set<string>();
      const behave = fateful(list, done, configuration);
      const through = new Map<string, number>();
      simulate({
        records,
        configuration,
        behave: (sent, nth) => {
          for (const record of sent) {
            expect(done).not.toContain(record.sequenceNumber);
            // A later record of the key must not be done yet, or this one would be out of order.
            expect(numberOf(record.sequenceNumber)).toBeGreaterThan(through.get(record.partitionKey) ?? -1);
          }
          const numbers = sent.map((record) => numberOf(record.sequenceNumber));
          expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
          const before = new Set(done);
          const ending = behave(sent, nth);
          for (const record of sent) {
            if (!before.has(record.sequenceNumber) && done.has(record.sequenceNumber)) {
              through.set(record.partitionKey, numberOf(record.sequenceNumber));
            }
          }
          return ending;
        },
      });
    }),
    { numRuns: 300 },
  );
});

it("batches stay within their size, and a shard within its concurrency", () => {
  fc.assert(
    fc.property(shards, configurations, fates, (records, configuration, list) => {
      const { invocations } = simulate({
        records,
        configuration,
        behave: fateful(list, new Set(), configuration),
      });
      for (const { at, sequenceNumbers } of invocations) {
        expect(sequenceNumbers.length).toBeLessThanOrEqual(configuration.batchSize ?? 0);
        const concurrent = invocations.filter((other) => other.at <= at && at < (other.endedAt ?? 0));
        expect(concurrent.length).toBeLessThanOrEqual(configuration.parallelizationFactor ?? 0);
      }
    }),
    { numRuns: 150 },
  );
});

it("a record is given up only after N + 1 failures or when it is too old", () => {
  fc.assert(
    fc.property(shards, configurations, fates, (records, configuration, list) => {
      const course = simulate({ records, configuration, behave: fateful(list, new Set(), configuration) });
      for (const { requestContext, KinesisBatchInfo: batch, timestamp } of course.failures) {
        if (requestContext.condition === "RetryAttemptsExhausted") {
          const least = (configuration.maximumRetryAttempts ?? -1) + 1;
          expect(least).toBeGreaterThan(0);
          expect(requestContext.approximateInvokeCount).toBeGreaterThanOrEqual(least);
          if (configuration.bisectBatchOnFunctionError !== true) {
            expect(requestContext.approximateInvokeCount).toBe(least);
          } else expect(batch.batchSize).toBe(1);
        } else {
          const ageMs = Date.parse(timestamp) - Date.parse(batch.approximateArrivalOfLastRecord);
          expect(ageMs).toBeGreaterThan((configuration.maximumRecordAgeInSeconds ?? 0) * 1_000);
        }
      }
      for (const { at, sequenceNumbers } of course.invocations) {
        if (configuration.maximumRecordAgeInSeconds === -1) break;
        for (const sequence of sequenceNumbers) {
          const arrivedAt = records[numberOf(sequence)]?.arrivedAt ?? 0;
          expect(at - arrivedAt).toBeLessThanOrEqual((configuration.maximumRecordAgeInSeconds ?? 0) * 1_000);
        }
      }
    }),
    { numRuns: 300 },
  );
});

it("the checkpoint only rises, and a restart from it loses nothing", () => {
  fc.assert(
    fc.property(shards, configurations, fates, fc.nat(80), (records, configuration, list, inputsMax) => {
      const done = new Set<string>();
      const first = simulate({
        records,
        configuration,
        behave: fateful(list, done, configuration),
        inputsMax,
      });
      expect(first.checkpoints).toEqual([...first.checkpoints].sort(compareSequence));
      const { checkpoint } = first.state;
      const second = simulate({
        records,
        configuration,
        behave: fateful([], done, configuration),
        checkpoint,
      });
      const ended = new Set([...done, ...first.givenUp, ...second.givenUp]);
      expect(ended.size).toBe(records.length);
      const late = second.invocations.flatMap((invocation) => invocation.sequenceNumbers);
      if (checkpoint !== null)
        for (const sequence of late) expect(compareSequence(sequence, checkpoint)).toBe(1);
    }),
    { numRuns: 200 },
  );
});

it("bisecting finds every poison record, and nothing else is given up", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.array(fc.nat(59), { maxLength: 5 }), (count, poison) => {
      const records = Array.from({ length: count }, (_, n) => recordOf(n));
      const poisonous = new Set(poison.map(sequenceNumber));
      const { failures } = simulate({
        records,
        configuration: { bisectBatchOnFunctionError: true, maximumRetryAttempts: 2 },
        behave: (sent) => (sent.some((record) => poisonous.has(record.sequenceNumber)) ? FAILURE : SUCCESS),
      });
      const expected = [...new Set(poison)].filter((n) => n < count).sort((a, b) => a - b);
      expect(failures.map((failure) => numberOf(failure.KinesisBatchInfo.startSequenceNumber))).toEqual(
        expected,
      );
    }),
    { numRuns: 100 },
  );
});

it("sequence numbers compare as whole numbers of any length", () => {
  const numbers = fc.bigInt({ min: 0n, max: 10n ** 56n });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      expect(compareSequence(a.toString(), b.toString())).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
  expect(compareSequence(sequenceNumber(1), sequenceNumber(2))).toBe(-1);
});

it("the same inputs give the same course, and no step changes the state it was given", () => {
  fc.assert(
    fc.property(shards, configurations, fates, (records, configuration, list) => {
      const once = simulate({ records, configuration, behave: fateful(list, new Set(), configuration) });
      const twice = simulate({ records, configuration, behave: fateful(list, new Set(), configuration) });
      expect(twice).toEqual(once);
    }),
    { numRuns: 50 },
  );
});
