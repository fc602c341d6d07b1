import { describe, expect, it } from "vitest";
import { parseDiscovery } from "../../functions/feeds/gbfs-discovery.ts";
import { gbfsBody, reasonOf } from "./bodies.ts";

const BASE = "https://feeds.example/city/gbfs.json";
const feed = (name: unknown, url: unknown) => ({ name, url });
const discover = (data: unknown, base = BASE) => parseDiscovery(JSON.stringify({ data }), base);
const STATUS = feed("station_status", "https://feeds.example/s");

describe("parseDiscovery", () => {
  it("finds the feeds of 3.x", () => {
    const feeds = [
      feed("system_information", "https://feeds.example/y"),
      feed("station_information", "https://feeds.example/i"),
      STATUS,
    ];
    expect(discover({ feeds })).toEqual({
      type: "urls",
      status: "https://feeds.example/s",
      stationInformation: "https://feeds.example/i",
      systemInformation: "https://feeds.example/y",
    });
  });

  it.each([
    ["English", { nb: { feeds: [feed("station_status", "https://nb.example/")] }, en: { feeds: [STATUS] } }],
    [
      "the first language without English",
      { fr: { feeds: [STATUS] }, de: { feeds: [feed("station_status", "https://de.example/")] } },
    ],
    ["the first language that has a status", { en: { feeds: [] }, fr: { feeds: [STATUS] } }],
    [
      "the first address that can be used",
      {
        en: {
          feeds: [null, feed("station_status", 7), feed("station_status", "mailto:a@b.example"), STATUS],
        },
      },
    ],
  ])("takes %s", (_, data) => {
    expect(discover(data)).toMatchObject({ status: "https://feeds.example/s", stationInformation: null });
  });

  it("finds hours and types of vehicle where they are listed", () => {
    const feeds = [feed("system_hours", "hours.json"), feed("vehicle_types", "types.json"), STATUS];
    expect(discover({ feeds })).toEqual({
      type: "urls",
      status: "https://feeds.example/s",
      stationInformation: null,
      systemInformation: null,
      systemHours: "https://feeds.example/city/hours.json",
      vehicleTypes: "https://feeds.example/city/types.json",
    });
  });

  it("reads a language called __proto__", () => {
    const text = `{"data":{"__proto__":{"feeds":[${JSON.stringify(STATUS)}]}}}`;
    expect(parseDiscovery(text, BASE)).toMatchObject({ status: "https://feeds.example/s" });
  });

  it.each([
    ["relative addresses", "station_status.json", BASE, "https://feeds.example/city/station_status.json"],
    ["http: under https: as https:", "http://feeds.example/s", BASE, "https://feeds.example/s"],
    [
      "http: as it is under http:",
      "http://127.0.0.1:8000/s",
      "http://127.0.0.1:8000/gbfs.json",
      "http://127.0.0.1:8000/s",
    ],
  ])("reads %s", (_, url, base, expected) => {
    expect(discover({ feeds: [feed("station_status", url)] }, base)).toMatchObject({ status: expected });
  });

  it.each([
    [
      "a gbfs.json without a status",
      JSON.stringify({ data: { en: { feeds: [feed("system_information", "https://a.example")] } } }),
      "gbfs.json lists no station_status with an address that can be used",
    ],
    [
      "a station_status",
      gbfsBody([{ station_id: "a" }]),
      "the body is no gbfs.json: it is a list of stations, expected feeds at data.feeds or at data.<language>.feeds",
    ],
    ["anything else", '{"data":7}', "the body is no gbfs.json, expected feeds"],
    ["HTML", "<html>", "the body is no JSON"],
  ])("fails on %s", (_, text, reason) => expect(reasonOf(parseDiscovery(text, BASE))).toContain(reason));
});
