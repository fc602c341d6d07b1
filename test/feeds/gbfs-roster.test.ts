import { describe, expect, it } from "vitest";
import { parseStationInformation, parseTimeZone } from "../../functions/feeds/gbfs-roster.ts";
import { gbfsBody, reasonOf } from "./bodies.ts";

function rosterOf(...stations: object[]) {
  const read = parseStationInformation(gbfsBody(stations));
  if (read.type === "failed") throw new Error(read.reason);
  return read.stations;
}

describe("parseStationInformation", () => {
  it("reads what people know of a station", () => {
    const station = {
      station_id: 7,
      name: " Bellecour ",
      address: "Place 1",
      lat: 45.76,
      lon: 4.83,
      capacity: 20,
    };
    expect(rosterOf(station)).toEqual([
      {
        stationId: "7",
        name: "Bellecour",
        address: "Place 1",
        latitude: 45.76,
        longitude: 4.83,
        capacity: 20,
      },
    ]);
  });

  it("knows nothing that is not said, and calls a nameless station by its id", () => {
    expect(rosterOf({ data: { station_id: "x" }, status: 200 })).toEqual([
      { stationId: "x", name: "x", address: null, latitude: null, longitude: null, capacity: null },
    ]);
  });

  it.each([
    [
      "English",
      [
        { text: "Gare", language: "fr" },
        { text: "Station", language: "en" },
      ],
      "Station",
    ],
    ["the first text", [null, { language: "de" }, { text: "Gare", language: "fr" }], "Gare"],
    ["the id where there is none", [], "a"],
  ])("takes of 3.x's names %s", (_, name, expected) => {
    expect(rosterOf({ station_id: "a", name })[0]?.name).toBe(expected);
  });

  it.each([
    [0, 0],
    [null, 4],
    ["45.7", "4.8"],
    [91, 4],
    [45, 181],
    [45, undefined],
  ])("has no position at %j, %j", (lat, lon) => {
    expect(rosterOf({ station_id: "a", lat, lon })[0]).toMatchObject({ latitude: null, longitude: null });
  });

  it("keeps a position on the equator", () => {
    expect(rosterOf({ station_id: "a", lat: 0, lon: 9 })[0]).toMatchObject({ latitude: 0, longitude: 9 });
  });

  it("keeps the last of two stations with one id", () => {
    expect(rosterOf({ station_id: 1, name: "old" }, { station_id: "1", name: "new" })).toMatchObject([
      { name: "new" },
    ]);
  });

  it.each([
    ["", "the body is empty"],
    ["{}", "the body is no station_information, expected a list at data.stations"],
    [gbfsBody([]), "the list of stations is empty"],
  ])("fails on %j", (text, reason) => expect(reasonOf(parseStationInformation(text))).toContain(reason));
});

describe("parseTimeZone", () => {
  it("reads a zone that the runtime knows", () => {
    expect(parseTimeZone('{"data":{"timezone":"Europe/Oslo"}}')).toBe("Europe/Oslo");
  });
  it.each(['{"data":{"timezone":"Mars/Olympus"}}', '{"data":{}}', '{"data":{"timezone":1}}', "null", "oops"])(
    "knows none in %s",
    (text) => expect(parseTimeZone(text)).toBeNull(),
  );
});
