import { expect, test } from "vitest";
import { parseTimes, type Span } from "../../functions/core/opening-hours-times.ts";

test.each<[text: string, spans: Span[]]>([
  ["24/7", [{ from: 0, to: 1_440 }]],
  [
    "24/7,06:00-07:00",
    [
      { from: 0, to: 1_440 },
      { from: 360, to: 420 },
    ],
  ],
  ["6:00-06:01", [{ from: 360, to: 361 }]],
  ["06:01-06:00", [{ from: 361, to: 1_800 }]],
  ["00:00-23:59", [{ from: 0, to: 1_440 }]],
  ["23:59-24:00", [{ from: 1_439, to: 1_440 }]],
  ["22:00-26:00", [{ from: 1_320, to: 1_560 }]],
  ["00:00-24:00", [{ from: 0, to: 1_440 }]],
  ["06:00:59-22:57:01", [{ from: 360, to: 1_378 }]],
  ["18:00+", [{ from: 1_080, to: 1_440, isUnknown: true }]],
  [
    "10:00-16:00+",
    [
      { from: 600, to: 960 },
      { from: 960, to: 1_440, isUnknown: true },
    ],
  ],
  ["22:00-24:00+", [{ from: 1_320, to: 1_440 }]],
  ["22:00-02:00+", [{ from: 1_320, to: 1_560 }]],
])("the times %s", (text, spans) => {
  expect(parseTimes(text)).toEqual(spans);
});

test.each([
  "",
  "06:00",
  "24:00+",
  "24:00-25:00",
  "06:60-07:00",
  "06:00-07:60",
  "06:00:60-07:00",
  "06:00:00-07:00:60",
  "06:00-06:00",
  "06:00-30:01",
  "23:00-48:01",
  "06:00-07:00,",
  "06.00-07.00",
])("%j are no times", (text) => {
  expect(parseTimes(text)).toBeNull();
});
