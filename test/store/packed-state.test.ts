import { brotliCompressSync, brotliDecompressSync, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import { type HistoryMarks, NO_HISTORY } from "../../functions/core/history-marks.ts";
import { INACTIVE, type RuleState, UNSEEN } from "../../functions/core/lifecycle.ts";
import { MEASURES } from "../../functions/core/measures.ts";
import { NewerStateError } from "../../functions/core/refusal.ts";
import { byName } from "../../functions/core/rules.ts";
import { mapRules, NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { ByteReader } from "../../functions/store/byte-reader.ts";
import { ByteWriter } from "../../functions/store/byte-writer.ts";
import { FORMAT, packState, unpackState } from "../../functions/store/packed-state.ts";
import { at, guarded, NO_RULES, reading, ruleBook, run, snapshot, told } from "../core/builders.ts";

fc.configureGlobal({ seed: 20_260_504 });

const MARK_AT = at(1_000);
const COUNT_MAX = 1_000_000_000_000;

const time = fc.integer({ min: 0, max: MARK_AT });
const count = fc.option(fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: COUNT_MAX })));
const onset = fc.constantFrom(
  { baseline: false, afterGap: false },
  { baseline: true, afterGap: false },
  { baseline: false, afterGap: true },
);
const phase = fc.constantFrom("pending" as const, "open" as const, "closing" as const);
const ruleState: fc.Arbitrary<RuleState> = fc.oneof(
  fc.constantFrom<RuleState>(UNSEEN, INACTIVE),
  fc.tuple(phase, onset, time, time).map(([phase, onset, startedAt, endedAt]) => ({
    phase,
    ...onset,
    startedAt,
    endedAt: phase === "closing" ? endedAt : null,
  })),
);

const marks: fc.Arbitrary<HistoryMarks> = fc.record({
  believedAt: fc.option(time),
  keyAt: fc.option(time),
  listAt: time,
  listChanges: fc.nat({ max: 24 }),
  listUntil: fc.option(fc.integer({ min: 1, max: 2 * MARK_AT })),
});

const states: fc.Arbitrary<SystemState> = fc.nat({ max: 12 }).chain((stations) => {
  const column = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: stations, maxLength: stations });
  const sums = column(fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: COUNT_MAX })));
  const window = fc
    .record({ ordinal: fc.nat({ max: 10_000_000 }), vehicles: sums, docks: sums })
    .map((raw) => ({
      startAt: raw.ordinal * 300_000,
      // A sum without counts is 0.
      vehiclesSum: raw.vehicles.map(([counted, sum]) => (counted === 0 ? 0 : sum)),
      vehiclesCount: raw.vehicles.map(([counted]) => counted),
      docksSum: raw.docks.map(([counted, sum]) => (counted === 0 ? 0 : sum)),
      docksCount: raw.docks.map(([counted]) => counted),
    }));
  const columns = fc
    .record({
      present: column(fc.boolean()),
      vehicles: column(count),
      docks: column(count),
      flags: column(fc.nat({ max: 255 })),
      ebikes: column(count),
    })
    .map(({ ebikes, ...always }) => (ebikes.some((one) => one !== null) ? { ...always, ebikes } : always));
  return fc.record({
    stationIds: fc.constant(Array.from({ length: stations }, (_, index) => `${index}`)),
    markAt: fc.constant(MARK_AT),
    snapshotAt: fc.option(time),
    observedAt: fc.option(time),
    columns,
    held: fc.option(fc.record({ since: time, sightings: fc.integer({ min: 1, max: 9 }), columns })),
    published: fc.record({ newestAt: fc.option(time), olderSince: fc.option(time) }),
    absentSince: fc
      .uniqueArray(
        stations === 0 ? fc.constant(0) : fc.nat({ max: stations - 1 }),
        stations === 0 ? { maxLength: 0 } : {},
      )
      .chain((absent) =>
        fc
          .array(time, { minLength: absent.length, maxLength: absent.length })
          .map((times) => new Map(absent.map((one, index) => [one, times[index] ?? 0]))),
      ),
    rules: fc
      .record(byName(STATION_RULES, () => column(ruleState)))
      .map((rules) => mapRules(rules, (known) => known)),
    feedRules: fc.record(byName(FEED_RULES, () => ruleState)),
    window: fc.option(window),
    history: fc.oneof(fc.constant(NO_HISTORY), marks),
  });
});

function frameOf({ stationIds, markAt, snapshotAt }: SystemState) {
  return { stationIds, markAt, snapshotAt };
}

test("any state comes back as it was, and the same state gives the same bytes", () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(unpackState(packState(state), frameOf(state))).toEqual(state);
      expect(packState(structuredClone(state))).toEqual(packState(state));
    }),
    { numRuns: 150 },
  );
});

test("what departed stations add to a window comes back", () => {
  const before = run([snapshot(at(0), reading("a", 0), reading("b", 1))]).state;
  if (before.window === null) throw new Error("a window has begun");
  const departed = { stations: 1, vehicles: 2.5, docks: 3 };
  const state = { ...before, window: { ...before.window, departed } };
  expect(unpackState(packState(state), frameOf(state))).toEqual(state);
});

test("a system of which nothing is known comes back as it was", () => {
  expect(unpackState(packState(NEW_SYSTEM), frameOf(NEW_SYSTEM))).toEqual(NEW_SYSTEM);
});

test("numbers of either sign come back, up to what no sum exceeds", () => {
  const numbers = fc.array(fc.integer({ min: -(2 ** 51), max: 2 ** 51 }), { maxLength: 3_000 });
  fc.assert(
    fc.property(numbers, (values) => {
      const writer = new ByteWriter();
      for (const value of values) writer.writeSigned(value);
      const reader = new ByteReader(writer.bytes());
      expect(values.map(() => reader.readSigned())).toEqual(values);
      expect(() => reader.readNumber()).toThrow("packed state ends too early");
    }),
    { numRuns: 50 },
  );
});

test("a city of 400 stations in the middle of a window takes less than seven bytes a station", () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const stations = Array.from({ length: 400 }, (_, index) => {
    const capacity = 12 + Math.floor(random() * 28);
    return { id: `${7_000 + index}`, capacity, vehicles: Math.floor(random() * capacity) };
  });
  const polls = Array.from({ length: 64 }, (_, minute) => {
    for (const station of stations) {
      if (random() > 0.25) continue;
      const moved = station.vehicles + Math.round(random() * 4 - 2);
      station.vehicles = Math.min(Math.max(moved, 0), station.capacity);
    }
    return snapshot(
      at(minute),
      ...stations.map((one) => reading(one.id, one.vehicles, one.capacity - one.vehicles)),
    );
  });
  const { state } = run(polls);
  expect(state.rules.empty?.filter(({ phase }) => phase === "open").length).toBeGreaterThan(5);
  expect(packState(state).length / 400).toBeLessThan(7);
});

/** Written by the first version: three minutes of six stations under rules with `for` and `keepFor`. */
const FORMAT_1 =
  "FYzBCYBAEMQms+eeKPgQwXJsTTuxp3tagU2IXCB5pgaoW0RxkspMH+woDoazLQEW9WyL6FgDhnJ/U+F6XhPCay/pGOc+DG2CySGBfg==";

describe("a state of format 1", () => {
  const stationIds = ["base", "busy", "shut", "gone", "waits", "ends", "new"];
  const frame = { stationIds, markAt: at(4), snapshotAt: at(4) };
  const old = () => unpackState(Buffer.from(FORMAT_1, "base64"), frame, 1);

  test("is read as it was, and nothing is wrong with its feed", () => {
    const { columns, rules, window, ...feed } = old();
    expect(columns.vehicles).toEqual([0, null, 3, null, 0, 3, 1]);
    expect(columns.present).toEqual([true, true, true, false, true, true, true]);
    expect(rules.empty?.[0]).toMatchObject({
      phase: "open",
      startedAt: at(0),
      baseline: true,
      afterGap: false,
    });
    expect(rules.empty?.[4]).toMatchObject({ phase: "pending", startedAt: at(4), baseline: false });
    expect(rules.empty?.[5]).toMatchObject({
      phase: "closing",
      startedAt: at(0),
      endedAt: at(4),
      baseline: true,
    });
    expect(rules.closed?.[2]).toMatchObject({ phase: "open", startedAt: at(1), baseline: false });
    expect(rules.missing).toBeUndefined();
    expect(window?.vehiclesSum).toEqual([0, 9, 9, 3, 4, 3, 1]);
    expect(feed).toEqual({
      ...frame,
      observedAt: at(4),
      held: null,
      published: NEW_SYSTEM.published,
      absentSince: new Map([[3, at(4)]]),
      feedRules: NEW_SYSTEM.feedRules,
      history: NEW_SYSTEM.history,
    });
  });

  test("goes on: what was open is resolved, what waited opens", () => {
    const empty = { atMost: 0, clearAt: 2, forMs: 180_000, keepForMs: 120_000 };
    const book = ruleBook({ ...NO_RULES, empty });
    const stations = [reading("base", 4), reading("waits", 0), reading("ends", 3)];
    const polls = [5, 7].map((minute) => snapshot(at(minute), ...stations));
    expect(told(run(polls, { ruleBook: book }, old()).effects)).toEqual([
      "resolve closed shut 5 withdrawn",
      "resolve empty base 7 ended 5",
      "open empty waits 7 since 4",
      "resolve empty ends 7 ended 4",
    ]);
  });

  test("forgets a station that stays away, as one of format 2 does", () => {
    const days = Array.from({ length: 9 }, (_, day) => snapshot(at(5 + day * 1_440), reading("busy", 5)));
    const lines = told(run(days, { ruleBook: guarded() }, old()).effects);
    expect(lines).toContain(`resolve missing gone ${5 + 7 * 1_440} withdrawn`);
  });
});

describe("a state of format 2", () => {
  /** One station without observations; `feed` are the times of its feed, its absences, rules and held snapshot. */
  const read = (...feed: readonly number[]) => {
    const columns = [1, 1, 0, 0, 1, 0];
    const inactive = [1, 1];
    const rules = [...inactive, ...inactive, ...inactive, ...inactive];
    const bytes = deflateRawSync(Uint8Array.from([1, ...columns, ...rules, 0, ...feed]));
    return unpackState(bytes, { stationIds: ["a"], markAt: at(4), snapshotAt: null }, 2);
  };
  const NO_TIMES = [0, 0, 0];
  const WELL = [4, 1];
  const HELD = [2, 0, 1, 1, 0, 0, 1, 0];

  test("has no rule about the feed that came later: nothing is known by it", () => {
    expect(read(...NO_TIMES, 0, ...WELL, 0)).toMatchObject({ feedRules: NEW_SYSTEM.feedRules, held: null });
  });

  test("has the times of its feed", () => {
    expect(read(2, 3, 4, 0, ...WELL, 0)).toMatchObject({
      observedAt: at(4) - 1,
      published: { newestAt: at(4) - 2, olderSince: at(4) - 3 },
    });
  });

  test("that holds a snapshot of no time holds it since its mark", () => {
    expect(read(...NO_TIMES, 0, ...WELL, ...HELD).held).toMatchObject({ since: at(4), sightings: 2 });
  });

  test("is refused where a station is absent that is not there", () => {
    expect(() => read(...NO_TIMES, 1, 2, 0, ...WELL, 0)).toThrow("packed state has an absence in column 1");
    expect(read(...NO_TIMES, 1, 0, 0, ...WELL, 0).absentSince).toEqual(new Map([[0, at(4)]]));
  });
});

test("a format that is newer is refused", () => {
  expect(() => unpackState(packState(NEW_SYSTEM), frameOf(NEW_SYSTEM), FORMAT + 1)).toThrow(NewerStateError);
  expect(() => unpackState(packState(NEW_SYSTEM), frameOf(NEW_SYSTEM), FORMAT + 1)).toThrow(
    `format ${FORMAT + 1}, expected at most ${FORMAT}: newer code wrote it`,
  );
});

test.each([0, -1, 1.5, Number.NaN])("%d is refused as no format", (format) => {
  expect(() => unpackState(packState(NEW_SYSTEM), frameOf(NEW_SYSTEM), format)).toThrow(
    `format ${format}, expected an integer from 1 to ${FORMAT}`,
  );
});

const { state } = run([snapshot(at(0), reading("a", 0), reading("b", 1))]);

/** Returns a packed state of two stations with more bytes at its end. */
const withBytes = (...more: number[]) =>
  brotliCompressSync(Buffer.concat([brotliDecompressSync(packState(state)), Buffer.from(more)]));

describe("refused are bytes that are no state of these stations:", () => {
  const packed = packState(state);

  test("of more or fewer stations", () => {
    expect(() => unpackState(packed, { ...frameOf(state), stationIds: ["a"] })).toThrow(
      "packed state has 2 stations, its list of ids 1",
    );
  });

  test.each([
    ["cut short", packed.subarray(0, packed.length - 3), /unexpected end|too early/],
    ["not compressed", Buffer.from("no state"), /[Dd]ecompression failed|ERR_/],
    ["a part cut short", brotliCompressSync(Buffer.from([2, 17, 2, 1])), "packed state ends too early"],
    ["too few counts", brotliCompressSync(Buffer.from([2, 17, 1, 1])), "packed state ends too early"],
    ["more counts than stations", brotliCompressSync(Buffer.from([2, 17, 3, 1, 1, 1])), "1 bytes left over"],
    [
      "a part that is there twice",
      brotliCompressSync(Buffer.from([2, 17, 2, 1, 1, 17, 2, 1, 1])),
      "part 17 twice",
    ],
    ["a run of nothing", brotliCompressSync(Buffer.from([2, 2, 2, 0, 1])), "packed state has a bad run"],
    ["a run too long", brotliCompressSync(Buffer.from([2, 2, 2, 3, 1])), "packed state has a bad run"],
    ["larger than any state", brotliCompressSync(Buffer.alloc(17_000_000)), /larger than/],
  ])("%s", (_what, bytes, problem) => {
    expect(() => unpackState(bytes, frameOf(state))).toThrow(problem);
  });
});

describe("newer code wrote, so that older code leaves alone,", () => {
  test.each([
    ["a measure", 16 + MEASURES.length + 1],
    ["a rule about stations", 32 + STATION_RULES.length + 1],
    ["a rule about the feed", 96 + FEED_RULES.length + 1],
    ["something else", 10],
  ])("%s that is not known", (_what, number) => {
    const refused = () => unpackState(withBytes(number, 1, 1), frameOf(state));
    expect(refused).toThrow(NewerStateError);
    expect(refused).toThrow(`part ${number}, which is not known: newer code wrote it`);
  });

  test("also where it stands among the columns of a held snapshot", () => {
    const held = withBytes(6, 6, 1, 1, 16 + MEASURES.length + 1, 2, 1, 1);
    expect(() => unpackState(held, frameOf(state))).toThrow(NewerStateError);
  });
});

describe("a held snapshot is refused", () => {
  const held = (...columns: number[]) => withBytes(6, 2 + columns.length, 1, 1, ...columns);

  test("with a part that is known, and is no column", () => {
    expect(() => unpackState(held(3, 3, 1, 1, 1), frameOf(state))).toThrow(
      "part 3 in a held snapshot, expected columns",
    );
  });

  test("with a column that goes on after the last station", () => {
    expect(() => unpackState(held(2, 3, 2, 0, 9), frameOf(state))).toThrow(
      "packed state has 1 bytes left over",
    );
  });
});
