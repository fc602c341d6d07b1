import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  envelope,
  type Files,
  files,
  informationStations,
  inspected,
  named,
  statusStations,
} from "./feed-bodies.ts";

/** The files of a good feed, with others beside or in place of them. */
function feedWith(more: Files): Files {
  const all = { ...files(), ...more };
  const feeds = Object.keys(all)
    .filter((name) => name !== "gbfs")
    .map((name) => ({ name, url: `https://feeds.example/${name}.json` }));
  return { ...all, gbfs: envelope({ en: { feeds } }) };
}

const information = (opening_hours: string) =>
  envelope({ system_id: "city", name: "City", timezone: "Europe/Berlin", opening_hours });

describe("what a feed says of its system", () => {
  test.each(["24/7", "Apr 1-Nov 3 00:00-24:00", "Mo-Su 06:00-23:00; PH off"])(
    "is no loss where the hours %s are understood",
    async (hours) => {
      const report = await inspected(feedWith({ system_information: information(hours) }));
      expect([report.verdict, named(report, "hours")]).toEqual(["good", undefined]);
    },
  );

  test.each<[string, Files, string]>([
    [
      "the system's",
      { system_information: information("Mo-Su 06:00-23:00; week 1-3 off") },
      'of the opening hours it is not understood: "week 1-3 off"; those times count as open',
    ],
    [
      "a station's",
      {
        station_information: envelope({
          stations: informationStations().map((station, index) =>
            index === 0 ? { ...station, station_opening_hours: "by appointment" } : station,
          ),
        }),
      },
      'of the opening hours of 1 station it is not understood: "by appointment"; those times count as open',
    ],
    [
      "those of before 3.x",
      {
        system_hours: envelope({
          rental_hours: [{ days: ["mon"], start_time: "6 o'clock", end_time: "22:00:00" }],
        }),
      },
      'of the opening hours it is not understood: "Mo unknown"; those times count as open',
    ],
  ])("costs something where %s hours are not understood", async (_, more, says) => {
    const report = await inspected(feedWith(more));
    expect(report.verdict).toBe("usable");
    expect(named(report, "hours")?.says).toBe(says);
  });

  test("costs something where types of vehicles are too many to be kept, or addresses too long to be sent", async () => {
    const vehicle_types = Array.from({ length: 500 }, (_, index) => ({
      vehicle_type_id: `${index}`.padEnd(36, "x"),
    }));
    const many = await inspected(feedWith({ vehicle_types: envelope({ vehicle_types }) }));
    expect(named(many, "vehicle-types")?.says).toMatch(/^the ids of 500 vehicle types have 18500 characters/);
    const stations = Array.from({ length: 20_000 }, (_, index) => ({
      ...informationStations()[0],
      station_id: `${index}`,
      address: createHash("sha512").update(`${index}`).digest("base64"),
    }));
    const long = await inspected(feedWith({ station_information: envelope({ stations }) }));
    expect(named(long, "addresses")?.says).toMatch(/^addresses are left out: /);
  });

  test("counts as named the stations of the status that have a name, and says which have none", async () => {
    const stations = informationStations().map((station, index) =>
      index < 6 ? { ...station, name: undefined } : station,
    );
    const report = await inspected(feedWith({ station_information: envelope({ stations }) }));
    expect([report.stationsInInformation, report.stationsNamed, report.verdict]).toEqual([12, 6, "usable"]);
    expect(named(report, "no-name")?.says).toBe("6 of 12 stations have no name (s0, s1, s2, …)");
  });

  test("of a ttl of hours, it says that the feed is asked all the same", async () => {
    const station_status = envelope({ stations: statusStations() }, { ttl: 7_200 });
    const report = await inspected(feedWith({ station_status }));
    expect(named(report, "ttl-high")?.says).toBe(
      "the status says that it changes every 2 h (ttl 7200): it is asked every 15 min all the same",
    );
  });
});
