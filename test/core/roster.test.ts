import { expect, test } from "vitest";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { indexRoster, type Roster, type RosterStation } from "../../functions/core/roster.ts";
import { at, onlyEmpty, reading, run, SYSTEM, snapshot } from "./builders.ts";

function place(stationId: string, longitude: number): RosterStation {
  return { stationId, name: `Place ${stationId}`, address: null, latitude: 45.75, longitude, capacity: 20 };
}

function roster(more: Partial<Roster> = {}): Roster {
  const stations = [place("both", 4.85), place("information only", 4.8501), place("full of bikes", 4.852)];
  return { type: "roster", systemId: SYSTEM, fetchedAt: at(0), timeZone: null, stations, ...more };
}

test("a station in the status only goes by its id, and one in the information only is no alternative", () => {
  const counts = (vehicles: number) => [
    reading("both", vehicles),
    reading("status only", vehicles),
    reading("full of bikes", 9),
  ];
  const { effects } = run([snapshot(at(0), ...counts(3)), snapshot(at(1), ...counts(0))], {
    ruleBook: onlyEmpty(),
    roster: indexRoster(roster()),
  });
  const opened = effects.flatMap((effect) => (effect.type === "open" ? [effect] : []));
  expect(opened.map(({ stationId, stationName }) => [stationId, stationName])).toEqual([
    ["both", "Place both"],
    ["status only", "status only"],
  ]);
  expect(opened.map(({ alternatives }) => alternatives.map(({ stationId }) => stationId))).toEqual([
    ["full of bikes"],
    [],
  ]);
});

test("a roster's hours are read once, and unknown where it has none that can be", () => {
  const openingHours = "Mo-Fr 06:00-23:00";
  expect(indexRoster(roster({ openingHours })).openingHours).toEqual(parseOpeningHours(openingHours));
  for (const text of [undefined, "", "sunrise-sunset"]) {
    expect(indexRoster(roster({ openingHours: text })).openingHours).toBeNull();
  }
});

test("stations that have hours of their own share them where they are the same, and some have no docks", () => {
  const stations = [
    { ...place("a", 4), openingHours: "24/7" },
    { ...place("b", 4), openingHours: "24/7", hasDocks: false as const },
    { ...place("c", 4), openingHours: "sunrise-sunset" },
    place("d", 4),
  ];
  const { ownHours, dockless, byId, roster: known } = indexRoster(roster({ stations }));
  expect([...ownHours]).toEqual([
    ["a", parseOpeningHours("24/7")],
    ["b", parseOpeningHours("24/7")],
    ["c", null],
  ]);
  expect(ownHours.get("a")).toBe(ownHours.get("b"));
  expect([...dockless]).toEqual(["b"]);
  expect(byId.get("b")).toBe(known.stations[1]);
});
