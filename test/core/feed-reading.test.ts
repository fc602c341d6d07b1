import fc from "fast-check";
import { expect, test } from "vitest";
import { feedReading } from "../../functions/core/feed-reading.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { at, contextOf } from "./builders.ts";

/** `left` has been absent for so long that nobody waits for it any more. */
const station = fc.record({
  is: fc.constantFrom("there", "there", "absent", "left"),
  isClosed: fc.boolean(),
  isOutside: fc.boolean(),
});

test("who is absent and who is closed counts among the stations within their hours", () => {
  fc.assert(
    fc.property(fc.array(station, { maxLength: 12 }), fc.boolean(), (stations, haveOwnHours) => {
      const counted = stations.filter(({ isOutside }) => !haveOwnHours || !isOutside);
      const there = counted.filter(({ is }) => is === "there");
      const absent = counted.filter(({ is }) => is === "absent");
      const shown = {
        at: at(0),
        columns: {
          present: stations.map(({ is }) => is === "there"),
          vehicles: stations.map(() => 3),
          docks: stations.map(() => 3),
          flags: stations.map(() => 0),
        },
        times: { system: "open", own: new Map() },
        isOutside: false,
        outside: haveOwnHours ? stations.map(({ isOutside }) => isOutside) : null,
        hasChanged: true,
        afterGap: false,
      } as const;
      const absentSince = new Map(
        [...stations.entries()].flatMap(([column, { is }]) => (is === "absent" ? [[column, at(-1)]] : [])),
      );
      const known = stations.filter(({ is }) => is !== "left").length;
      const closed = stations.map(({ isClosed }) => isClosed);
      const absences = { absentSince, left: [], known };
      const read = feedReading(NEW_SYSTEM, shown, at(0), absences, closed, contextOf());
      expect([read["feed-shrunk"]?.reason, read["system-closed"]?.reason]).toEqual([
        `${absent.length} of ${there.length + absent.length} stations are absent`,
        `${there.filter(({ isClosed }) => isClosed).length} of ${there.length} stations are out of service`,
      ]);
    }),
  );
});
