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

  it("takes each file from the first language that lists it, English first in whatever region", () => {
    const info = (url: string) => feed("station_information", url);
    const status = (url: string) => feed("station_status", url);
    expect(
      discover({ fr: { feeds: [status("fr-s"), info("fr-i")] }, "en-GB": { feeds: [STATUS] } }),
    ).toMatchObject({
      status: "https://feeds.example/s",
      stationInformation: "https://feeds.example/city/fr-i",
    });
    expect(discover({ de: { feeds: [status("de")] }, EN: { feeds: [STATUS] } })).toMatchObject({
      status: "https://feeds.example/s",
    });
    expect(discover({ enm: { feeds: [status("enm")] }, en_US: { feeds: [STATUS] } })).toMatchObject({
      status: "https://feeds.example/s",
    });
  });

  const version = (number: string, url: string) => ({ version: number, url });
  it.each<[string, unknown, string]>([
    [
      "a manifest",
      {
        data: {
          datasets: [
            {
              system_id: "a",
              versions: [version("2.3", "https://a.example/2"), version("3.0", "https://a.example/3?key=1")],
            },
            { system_id: "b", versions: [version("3.0", "b/gbfs.json")] },
          ],
        },
      },
      "it is a manifest of 2 systems: use https://a.example/3?… or https://feeds.example/city/b/gbfs.json",
    ],
    [
      "a gbfs_versions.json",
      { data: { versions: [version("1.1", "https://a.example/1"), version("2.3", "https://a.example/2")] } },
      "it is a gbfs_versions.json, which lists 2 versions of one feed: use https://a.example/2",
    ],
    ["an empty manifest", { data: { datasets: [{}] } }, "it is a manifest of 1 system without an address"],
    [
      "names",
      { data: { stations: [{ station_id: "a", name: "A" }] } },
      "it is a list of stations, station_information. The gbfs.json that lists it may be at https://feeds.example/city/gbfs.json",
    ],
    [
      "a system_information",
      { data: { system_id: "a", name: "A" } },
      "it is a system_information. The gbfs.json",
    ],
    ["bikes", { data: { bikes: [] } }, "it is a free_bike_status. The gbfs.json"],
    ["JCDecaux stations", [{ number: 1, contract_name: "lyon" }], "it is a list of JCDecaux stations"],
    ["a systems.json", { systems: [] }, "it is a systems.json: name it with --systems"],
  ])("tells %s, and what to use", (_, value, expected) => {
    expect(reasonOf(parseDiscovery(JSON.stringify(value), BASE))).toContain(
      `the body is no gbfs.json: ${expected}`,
    );
  });

  it("tells a catalogue, and how it is searched", () => {
    const csv =
      "Country Code,Name,Location,System ID,URL,Auto-Discovery URL\nFR,Velo,Lyon,lyon,https://a.example,https://b.example\n";
    expect(reasonOf(parseDiscovery(csv, BASE))).toContain(
      "it is a catalogue of systems: search it with `stationwatch systems find --catalogue`",
    );
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
      "the body is no gbfs.json: it is a list of stations, station_status. The gbfs.json that lists it may be at https://feeds.example/city/gbfs.json",
    ],
    ["anything else", '{"data":7}', "the body is no gbfs.json, expected feeds"],
    ["HTML", "<html>", "the body is no JSON, but a page of HTML"],
  ])("fails on %s", (_, text, reason) => expect(reasonOf(parseDiscovery(text, BASE))).toContain(reason));
});
