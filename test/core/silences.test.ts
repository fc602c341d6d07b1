import { describe, expect, test } from "vitest";
import {
  holdsBack,
  isAbout,
  phaseOf,
  type Silence,
  type SilenceMatch,
} from "../../functions/core/silences.ts";

const ALERT = { systemId: "lyon", stationId: "1", rule: "empty" };

describe("a silence is about an alert", () => {
  test.each<[SilenceMatch, boolean]>([
    [{ systemId: "lyon" }, true],
    [{ systemId: "oslo" }, false],
    [{ rule: "empty" }, true],
    [{ rule: "full" }, false],
    [{ systemId: "lyon", stationIds: ["2", "1"] }, true],
    [{ systemId: "lyon", stationIds: ["2"] }, false],
    [{ systemId: "lyon", stationIds: [] }, false],
    [{ systemId: "oslo", stationIds: ["1"] }, false],
    [{ systemId: "lyon", stationIds: ["1"], rule: "full" }, false],
  ])("%j: %s", (match, expected) => {
    expect(isAbout(match, ALERT)).toBe(expected);
  });

  test("of a whole system only where it names no stations", () => {
    const ofSystem = { systemId: "lyon", rule: "feed-down" };
    expect(isAbout({ systemId: "lyon" }, ofSystem)).toBe(true);
    expect(isAbout({ systemId: "lyon", stationIds: ["1"] }, ofSystem)).toBe(false);
  });
});

test("a silence is on from its beginning until just before its end", () => {
  const silence: Silence = {
    silenceId: "a",
    systemId: "lyon",
    from: "2026-05-04T08:00:00.000Z",
    until: "2026-05-04T09:00:00.000Z",
    reason: "road works",
    by: "Ada",
    addedAt: "2026-05-04T07:00:00.000Z",
  };
  const from = Date.parse(silence.from);
  const until = Date.parse(silence.until);
  const phases = [from - 1, from, until - 1, until].map((at) => phaseOf(silence, at));
  expect(phases).toEqual(["planned", "on", "on", "over"]);
  const held = [from - 1, from, until - 1, until].map((at) => Number(holdsBack(silence, ALERT, at)));
  expect(held).toEqual([0, 1, 1, 0]);
});

test("a planned silence that is ended before it begins never was on", () => {
  const ended = { from: "2026-05-04T08:00:00.000Z", until: "2026-05-04T07:30:00.000Z" };
  const times = ["07:00", "07:30", "08:00", "08:30"].map((time) => Date.parse(`2026-05-04T${time}:00.000Z`));
  expect(times.map((at) => phaseOf(ended, at))).not.toContain("on");
});
