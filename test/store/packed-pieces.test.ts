import { describe, expect, test } from "vitest";
import { NO_HISTORY } from "../../functions/core/history-marks.ts";
import { TIME_MS_MAX } from "../../functions/core/iso-time.ts";
import { INACTIVE, type RuleState, UNSEEN } from "../../functions/core/lifecycle.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { WINDOW_MS } from "../../functions/core/windows.ts";
import { ByteReader } from "../../functions/store/byte-reader.ts";
import { ByteWriter } from "../../functions/store/byte-writer.ts";
import { readFeedState, writeFeedState } from "../../functions/store/packed-feed.ts";
import { isNone, readHistory, writeHistory } from "../../functions/store/packed-history.ts";
import { readKnownParts } from "../../functions/store/packed-parts.ts";
import { readRule, writeRule } from "../../functions/store/packed-rules.ts";
import { readDeparted, readWindow, writeDeparted, writeWindow } from "../../functions/store/packed-window.ts";

const MARK_AT = 1_000;

function written(write: (writer: ByteWriter) => void): number[] {
  const writer = new ByteWriter();
  write(writer);
  return [...writer.bytes()];
}

const readerOf = (...bytes: readonly number[]) => new ByteReader(Uint8Array.from(bytes), "it");

const NO_ONSET = { baseline: false, afterGap: false };
const BASELINE = { baseline: true, afterGap: false };
const AFTER_GAP = { baseline: false, afterGap: true };

describe("a rule's states are runs of phases, each with the times of its episodes:", () => {
  const at = (startedAt: number) => ({ startedAt, endedAt: null });

  test.each<[string, RuleState[], number[]]>([
    ["nothing seen", [UNSEEN, UNSEEN], [2, 0]],
    ["nothing so", [INACTIVE], [1, 1]],
    [
      "several from the third on",
      [
        INACTIVE,
        INACTIVE,
        ...[999, 998].map((time) => ({ phase: "pending" as const, ...NO_ONSET, ...at(time) })),
      ],
      [2, 1, 2, 2, 1, 2],
    ],
    ["pending", [{ phase: "pending", ...NO_ONSET, ...at(999) }], [1, 2, 1]],
    ["pending at a baseline", [{ phase: "pending", ...BASELINE, ...at(998) }], [1, 3, 2]],
    ["pending after a gap", [{ phase: "pending", ...AFTER_GAP, ...at(997) }], [1, 4, 3]],
    ["open", [{ phase: "open", ...NO_ONSET, ...at(999) }], [1, 5, 1]],
    ["open at a baseline", [{ phase: "open", ...BASELINE, ...at(999) }], [1, 6, 1]],
    ["open after a gap", [{ phase: "open", ...AFTER_GAP, ...at(1_000) }], [1, 7, 0]],
    ["closing", [{ phase: "closing", ...NO_ONSET, startedAt: 990, endedAt: 997 }], [1, 8, 10, 3]],
    [
      "closing at a baseline",
      [{ phase: "closing", ...BASELINE, startedAt: 990, endedAt: 990 }],
      [1, 9, 10, 10],
    ],
    [
      "closing after a gap",
      [{ phase: "closing", ...AFTER_GAP, startedAt: 990, endedAt: 1_000 }],
      [1, 10, 10, 0],
    ],
    [
      "several",
      [
        UNSEEN,
        INACTIVE,
        INACTIVE,
        { phase: "open", ...NO_ONSET, ...at(999) },
        { phase: "open", ...NO_ONSET, ...at(998) },
        { phase: "open", ...BASELINE, ...at(997) },
        INACTIVE,
      ],
      [1, 0, 2, 1, 2, 5, 1, 2, 1, 6, 3, 1, 1],
    ],
  ])("%s", (_what, states, bytes) => {
    expect(written((writer) => writeRule(writer, states, MARK_AT))).toEqual(bytes);
    const reader = readerOf(...bytes);
    expect(readRule(reader, states.length, MARK_AT, 3)).toEqual(states);
    expect(reader.isAtEnd()).toBe(true);
  });

  test("format 1 knew two onsets", () => {
    const bytes = [1, 2, 1, 1, 3, 1, 1, 4, 1, 1, 5, 1, 1, 6, 1, 1, 1, 7, 1, 1];
    const phases = ["pending", "pending", "open", "open", "closing", "closing"];
    expect(readRule(readerOf(...bytes), 6, MARK_AT, 2)).toEqual(
      phases.map((phase, index) => ({
        phase,
        ...(index % 2 === 1 ? BASELINE : NO_ONSET),
        startedAt: 999,
        endedAt: phase === "closing" ? 999 : null,
      })),
    );
  });

  test("a run is no longer than the column", () => {
    expect(() => readRule(readerOf(3, 1), 2, MARK_AT, 3)).toThrow("it has a bad run");
    expect(() => readRule(readerOf(1, 1, 2, 1), 2, MARK_AT, 3)).toThrow("it has a bad run");
  });

  test.each([
    [11, 3],
    [8, 2],
  ] as const)("%i is no phase where there are %i onsets", (code, onsets) => {
    expect(() => readRule(readerOf(1, code, 1), 1, MARK_AT, onsets)).toThrow(
      `packed state has an unknown phase ${code - 2}`,
    );
  });
});

describe("an unfinished window is runs of equally many counts, each with what its sums differ by", () => {
  const columns = {
    present: [true, true, true, true],
    vehicles: [5, 5, null, 0],
    docks: [1, 2, 3, null],
    flags: [0, 0, 0, 0],
  };
  const window = {
    startAt: 2 * WINDOW_MS,
    vehiclesSum: [15, 14, 6, 0],
    vehiclesCount: [3, 3, 3, 0],
    docksSum: [1, 5, 9, 70],
    docksCount: [1, 2, 2, 2],
  };
  const bytes = [3, 3, 3, 0, 1, 12, 1, 0, 1, 1, 0, 3, 2, 2, 6, 140, 1];

  test("from the newest counts", () => {
    expect(written((writer) => writeWindow(writer, window, columns))).toEqual(bytes);
    expect(readWindow(readerOf(...bytes), columns)).toEqual(window);
  });

  test("and there may be none", () => {
    expect(readWindow(readerOf(0), columns)).toBe(null);
  });

  test.each([
    [
      "begins when no window does",
      written((w) => w.writeNumber(TIME_MS_MAX / WINDOW_MS + 1)),
      `a window that begins at ${TIME_MS_MAX}`,
    ],
    ["has a sum below 0", [1, 4, 3, 31], "packed state has the sum -1"],
    [
      "has a sum that no number holds",
      [1, 4, 1, ...written((writer) => writer.writeNumber(2 ** 54))],
      "packed state has the sum",
    ],
  ])("a window that %s is refused", (_what, wrong, sentence) => {
    expect(() => readWindow(readerOf(...wrong), columns)).toThrow(sentence);
  });

  test("a sum may be 0, and the last window begins just before the end of time", () => {
    const empty = { ...columns, vehicles: [5, 5, 5, 5] };
    const ordinal = written((writer) => writer.writeNumber(Math.ceil(TIME_MS_MAX / WINDOW_MS)));
    const read = readWindow(readerOf(...ordinal, 4, 1, 9, 9, 9, 9, 4, 0), empty);
    expect(read).toMatchObject({ vehiclesSum: [0, 0, 0, 0], vehiclesCount: [1, 1, 1, 1] });
    expect(read?.startAt).toBeLessThan(TIME_MS_MAX);
  });

  test("what departed stations add has their number first", () => {
    const departed = { stations: 3, vehicles: 1.5, docks: 2 };
    const own = written((writer) => writeDeparted(writer, departed));
    expect(own).toEqual([3, 63, 248, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0]);
    expect(readDeparted(readerOf(...own))).toEqual(departed);
  });
});

describe("what is remembered of a history", () => {
  const history = { believedAt: 999, keyAt: 998, listAt: 997, listChanges: 7, listUntil: 300 };

  test("is three times, how often the list has changed, and until when it lives", () => {
    const bytes = written((writer) => writeHistory(writer, history, MARK_AT));
    expect(bytes).toEqual([2, 3, 4, 7, 172, 2]);
    expect(readHistory(readerOf(...bytes), MARK_AT)).toEqual(history);
  });

  test("is none where nothing is known, and only there", () => {
    expect(readHistory(undefined, MARK_AT)).toEqual(NO_HISTORY);
    expect(readHistory(readerOf(0, 0, 0, 0, 0), MARK_AT)).toEqual(NO_HISTORY);
    expect(written((writer) => writeHistory(writer, NO_HISTORY, MARK_AT))).toEqual([0, 0, 0, 0, 0]);
    expect(isNone(NO_HISTORY)).toBe(true);
    for (const [name, value] of Object.entries(history))
      expect([name, isNone({ ...NO_HISTORY, [name]: value })]).toEqual([name, false]);
  });

  test("has a list that ends some day", () => {
    const until = (time: number) => written((writer) => writer.writeNumber(time));
    expect(readHistory(readerOf(0, 0, 0, 0, ...until(TIME_MS_MAX - 1)), MARK_AT).listUntil).toBe(
      TIME_MS_MAX - 1,
    );
    expect(() => readHistory(readerOf(0, 0, 0, 0, ...until(TIME_MS_MAX)), MARK_AT)).toThrow(
      `packed state has a list of ids until ${TIME_MS_MAX}`,
    );
  });
});

describe("what is known of a feed is parts, each only where it says something:", () => {
  const { observedAt, published, absentSince, feedRules, held } = NEW_SYSTEM;
  const nothing = { observedAt, published, absentSince, feedRules, held };
  const open: RuleState = { phase: "open", ...NO_ONSET, startedAt: 999, endedAt: null };
  const columns = {
    present: [true, false, true],
    vehicles: [1, null, 2],
    docks: [null, null, null],
    flags: [0, 0, 0],
  };

  test.each<[string, Partial<typeof nothing>, number[]]>([
    ["nothing", {}, []],
    ["when it was last observed", { observedAt: 999 }, [3, 3, 2, 0, 0]],
    ["the newest that was published", { published: { newestAt: 998, olderSince: null } }, [3, 3, 0, 3, 0]],
    ["since when older ones come", { published: { newestAt: null, olderSince: 997 } }, [3, 3, 0, 0, 4]],
    [
      "who is absent, in the order of their leaving",
      {
        absentSince: new Map([
          [2, 999],
          [0, 998],
          [1, 1_000],
        ]),
      },
      [4, 7, 3, 4, 2, 3, 3, 2, 1],
    ],
    ["that it is down", { feedRules: { ...feedRules, "feed-down": open } }, [97, 3, 1, 5, 1]],
    ["that it lends nothing", { feedRules: { ...feedRules, "system-closed": INACTIVE } }, [101, 2, 1, 1]],
    [
      "what is held",
      { held: { since: 998, sightings: 2, columns } },
      [6, 15, 2, 3, 1, 6, 1, 1, 1, 0, 1, 1, 17, 3, 2, 0, 3],
    ],
  ])("%s", (_what, more, bytes) => {
    const state = { ...nothing, ...more };
    expect(written((writer) => writeFeedState(writer, state, MARK_AT))).toEqual(bytes);
    expect(readFeedState(readKnownParts(readerOf(...bytes)), 3, MARK_AT)).toEqual(state);
  });

  test("one that is absent, and what was held two hundred times", () => {
    const state = {
      ...nothing,
      absentSince: new Map([[1, 999]]),
      held: { since: 998, sightings: 200, columns },
    };
    const bytes = written((writer) => writeFeedState(writer, state, MARK_AT));
    expect(bytes.slice(0, 5)).toEqual([4, 3, 1, 2, 2]);
    expect(readFeedState(readKnownParts(readerOf(...bytes)), 3, MARK_AT)).toEqual(state);
  });

  test("a held snapshot has columns alone", () => {
    expect(() => readFeedState(readKnownParts(readerOf(6, 5, 1, 3, 3, 1, 0)), 3, MARK_AT)).toThrow(
      "part 3 in a held snapshot, expected columns",
    );
  });

  test.each([
    ["to the left of the first", [4, 3, 1, 1, 1], -1],
    ["to the right of the last", [4, 3, 1, 6, 1], 3],
  ])("a station %s is no absent one", (_what, bytes, column) => {
    expect(() => readFeedState(readKnownParts(readerOf(...bytes)), 3, MARK_AT)).toThrow(
      `packed state has an absence in column ${column}`,
    );
  });

  test("where a time is lost, that of the mark stands", () => {
    const read = readFeedState(readKnownParts(readerOf(4, 3, 1, 4, 0, 6, 2, 5, 0)), 3, MARK_AT);
    expect(read.absentSince).toEqual(new Map([[2, MARK_AT]]));
    expect(read.held).toMatchObject({ since: MARK_AT, sightings: 5 });
  });
});
