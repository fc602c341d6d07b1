import { describe, expect, test } from "vitest";
import { announcementsOf } from "../../functions/core/announcement.ts";
import { alertIdOf, coalesce, EFFECT_TYPES, type Effect } from "../../functions/core/effects.ts";
import { anOpening, aResolution, aResolving, at, MINUTE_MS, T0 } from "./builders.ts";

const OPENED = anOpening();
const RESOLVED = aResolving();

test("an alert's id says since when, where and what", () => {
  expect(alertIdOf(T0, "a/b", "empty")).toBe("2026-05-04T08:00:00.000Z/a/b/empty");
});

describe("one write per alert and commit", () => {
  const other = anOpening({ stationId: "b" });
  const window: Effect = {
    type: "window",
    window: { startAt: T0, vehicles: 1, docks: 2, stations: 3 },
    expiresAt: T0,
  };

  test("an alert that opened and was resolved in it is one opening with both ends, at its place", () => {
    expect(coalesce([OPENED, other, window, RESOLVED])).toEqual([
      { ...OPENED, resolution: RESOLVED.resolution },
      other,
      window,
    ]);
  });

  test("what belongs to no opening of the commit stays as it is", () => {
    const effects = [window, RESOLVED, other];
    expect(coalesce(effects)).toEqual(effects);
  });

  test("an alert with the id of another's rule is another alert", () => {
    const full = aResolving({ alertId: OPENED.alertId.replace("empty", "full"), rule: "full" });
    expect(coalesce([OPENED, full])).toEqual([OPENED, full]);
  });
});

describe("announced is", () => {
  test("an opening with what was seen, and its end with how long it was", () => {
    expect(announcementsOf("hill", [OPENED, { ...RESOLVED, resolution: aResolution() }])).toEqual([
      {
        version: 1,
        id: "hill/2026-05-04T08:00:00.000Z/1",
        systemId: "hill",
        at: "2026-05-04T08:00:00.000Z",
        part: 1,
        parts: 1,
        summary: "hill: 1 opened (empty Upper Gate)",
        opened: [
          {
            alertId: OPENED.alertId,
            rule: "empty",
            stationId: "a",
            stationName: "Upper Gate",
            address: null,
            startedAt: "2026-05-04T08:00:00.000Z",
            emptyInSystem: 1,
            vehicles: 0,
            docks: 7,
            reason: null,
            afterGap: false,
            alternatives: [],
          },
        ],
        resolved: [],
      },
      expect.objectContaining({
        id: "hill/2026-05-04T08:04:00.000Z/1",
        opened: [],
        resolved: [
          expect.objectContaining({
            alertId: OPENED.alertId,
            endedAt: "2026-05-04T08:04:00.000Z",
            durationSeconds: 240,
            endReason: null,
            endUncertain: false,
            vehicles: 2,
            docks: 5,
          }),
        ],
      }),
    ]);
  });

  test("what began in a gap as such, and an end when it was, not when it was told", () => {
    const ended = aResolving({ resolution: aResolution({ endedAt: at(3) }) });
    expect(announcementsOf("hill", [anOpening({ afterGap: true }), ended])).toMatchObject([
      { opened: [{ afterGap: true }] },
      {
        at: "2026-05-04T08:04:00.000Z",
        resolved: [{ endedAt: "2026-05-04T08:03:00.000Z", durationSeconds: 180 }],
      },
    ]);
  });

  test("no window, no baseline, no list of ids", () => {
    const silent: Effect[] = [
      anOpening({ baseline: true }),
      { type: "window", window: { startAt: T0, vehicles: 1, docks: 2, stations: 3 }, expiresAt: T0 },
      { type: "forget-stations", item: "stations/1-00", expiresAt: T0 },
    ];
    expect(announcementsOf("hill", silent)).toEqual([]);
  });

  test("the end of a baseline, even where its opening was in the same commit", () => {
    const both = anOpening({ baseline: true, resolution: aResolution() });
    expect(announcementsOf("hill", [both])).toMatchObject([{ opened: [], resolved: [{ stationId: "a" }] }]);
  });

  test("poll by poll, the oldest first, both ends of a commit's alert each with its poll", () => {
    const both = anOpening({ stationId: "b", openedAt: at(2), resolution: aResolution() });
    const [first, second, third] = announcementsOf("hill", [RESOLVED, both, OPENED]);
    expect(first).toMatchObject({ at: "2026-05-04T08:00:00.000Z", opened: [{ stationId: "a" }] });
    expect(second).toMatchObject({ at: "2026-05-04T08:02:00.000Z", opened: [{ stationId: "b" }] });
    expect(third).toMatchObject({
      at: "2026-05-04T08:04:00.000Z",
      opened: [],
      resolved: [{ stationId: "a" }, { stationId: "b" }],
    });
  });

  test("how many are empty after that poll, at both ends of a commit's alert", () => {
    const both = anOpening({ emptyInSystem: 5, resolution: aResolution({ emptyInSystem: 3 }) });
    expect(announcementsOf("hill", [both])).toMatchObject([
      { opened: [{ emptyInSystem: 5 }] },
      { resolved: [{ emptyInSystem: 3 }] },
    ]);
  });

  test("when it was over, where that was before it was resolved", () => {
    const kept = aResolving({ resolution: aResolution({ endedAt: at(1), resolvedAt: at(9) }) });
    expect(announcementsOf("hill", [kept])).toMatchObject([
      { at: "2026-05-04T08:09:00.000Z", resolved: [{ durationSeconds: MINUTE_MS / 1_000 }] },
    ]);
  });
});

test.each([
  ["short names", "Upper Gate", 2_000],
  ["the longest names of the widest characters", "门".repeat(200), 600],
])(
  "a poll that changed thousands with %s is announced in numbered parts under 200 KB",
  (_what, name, count) => {
    const alternative = { stationId: "z".repeat(256), name, distanceMeters: 5, vehicles: 1, docks: 1 };
    const effects = Array.from({ length: count }, (_, index) =>
      anOpening({
        stationId: `${index}`,
        stationName: name,
        address: name,
        alternatives: [alternative, alternative],
      }),
    );
    const announced = announcementsOf("hill", effects);
    expect(announced.length).toBeGreaterThan(1);
    expect(announced.map(({ part }) => part)).toEqual(announced.map((_, index) => index + 1));
    expect(new Set(announced.map(({ parts }) => parts))).toEqual(new Set([announced.length]));
    expect(new Set(announced.map(({ id }) => id)).size).toBe(announced.length);
    for (const part of announced) expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(200_000);
    const stations = announced.flatMap(({ opened }) => opened.map(({ stationId }) => Number(stationId)));
    expect(stations).toEqual(Array.from({ length: count }, (_, index) => index));
  },
);

test("every type of effect is known by name", () => {
  expect(EFFECT_TYPES).toEqual(["open", "resolve", "window", "forget-stations"]);
});
