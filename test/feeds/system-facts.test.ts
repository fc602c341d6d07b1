import { describe, expect, it, onTestFinished } from "vitest";
import type { RosterAnswer } from "../../functions/core/feed.ts";
import { createFeeds } from "../../functions/feeds/feeds.ts";
import type { GbfsEntry } from "../../functions/systems/configuration.ts";
import { gbfsBody } from "./bodies.ts";
import { serve } from "./feed-server.ts";

const FILES = [
  "station_status",
  "station_information",
  "system_information",
  "system_hours",
  "system_calendar",
  "vehicle_types",
];
const HOURS = {
  data: { rental_hours: [{ days: ["mon", "tue"], start_time: "06:00:00", end_time: "23:00:00" }] },
};
const TYPES = {
  data: {
    vehicle_types: [{ vehicle_type_id: "e", propulsion_type: "electric_assist", form_factor: "bicycle" }],
  },
};
const INFORMATION = { data: { timezone: "Europe/Oslo", opening_hours: "Mo-Fr 07:00-22:00" } };
const PAGES: Readonly<Record<string, object | number>> = {
  station_information: JSON.parse(gbfsBody([{ station_id: "a", name: "Alpha" }])),
  system_information: INFORMATION,
  system_hours: HOURS,
  vehicle_types: TYPES,
};

/** A roster's facts from these pages (a number is a status), and the files that were requested. */
async function factsOf(
  pages: Readonly<Record<string, object | number>>,
  more: Partial<GbfsEntry> = {},
): Promise<{ roster: RosterAnswer; asked: string[] }> {
  const listed = FILES.filter((name) => name === "station_status" || name in pages);
  const feedList = listed.map((name) => ({ name, url: `/${name}` }));
  const server = await serve((request, response) => {
    const page = { ...pages, "gbfs.json": { data: { feeds: feedList } } }[(request.url ?? "").slice(1)];
    if (typeof page === "number") response.writeHead(page).end();
    else response.end(JSON.stringify(page ?? {}));
  });
  const feeds = createFeeds({ contact: null, loopbackHttp: true, keyOf: async () => null });
  onTestFinished(feeds.close);
  const system: GbfsEntry = { systemId: "city", kind: "gbfs", url: `${server.url}/gbfs.json`, ...more };
  const urls = await feeds.discover(system);
  if (urls.type === "failed") throw new Error(urls.reason);
  const roster = await feeds.fetchRoster(system, urls);
  return { roster, asked: server.requests.map(({ url }) => (url ?? "").slice(1)).slice(1) };
}

describe("what changes rarely about a GBFS system", () => {
  it("is asked for together with the names: time zone, hours, types of vehicle", async () => {
    const { roster, asked } = await factsOf(PAGES);
    expect(roster).toMatchObject({
      type: "roster",
      timeZone: "Europe/Oslo",
      openingHours: "Mo-Tu 06:00-23:00",
      vehicleTypes: { ebikes: ["e"], others: [] },
    });
    expect(asked).toEqual(["station_information", "system_information", "system_hours", "vehicle_types"]);
  });

  it("has in 3.x its hours beside the time zone", async () => {
    const { system_hours: _, vehicle_types: __, ...pages } = PAGES;
    const { roster, asked } = await factsOf(pages, { timeZone: "Europe/Paris" });
    expect(roster).toMatchObject({
      timeZone: "Europe/Paris",
      openingHours: "Mo-Fr 07:00-22:00",
      vehicleTypes: null,
    });
    expect(asked).toEqual(["station_information", "system_information"]);
  });

  it("has before 3.x its seasons in a system_calendar, with or without a system_hours", async () => {
    const system_calendar = {
      data: { calendars: [{ start_month: 4, start_day: 1, end_month: 11, end_day: 3 }] },
    };
    const both = await factsOf({ ...PAGES, system_calendar });
    expect(both.roster).toMatchObject({ openingHours: "Apr 1-Nov 3 Mo-Tu 06:00-23:00" });
    const { system_hours: _, ...pages } = PAGES;
    const alone = await factsOf({ ...pages, system_calendar });
    expect(alone.roster).toMatchObject({ openingHours: "Apr 1-Nov 3 24/7" });
    const gone = await factsOf({ ...PAGES, system_calendar: 503 });
    expect(gone.roster).toMatchObject({ timeZone: "Europe/Oslo" });
    expect(gone.roster).not.toHaveProperty("openingHours");
  });

  it.each<[string, Partial<GbfsEntry>, string[]]>([
    ["both", { timeZone: "Europe/Paris", openingHours: "24/7" }, ["station_information", "vehicle_types"]],
    ["its zone", { timeZone: "Europe/Paris" }, ["station_information", "system_hours", "vehicle_types"]],
    ["its hours", { openingHours: "24/7" }, ["station_information", "system_information", "vehicle_types"]],
  ])("is not asked for where the configuration says it: %s", async (_, more, expected) => {
    expect((await factsOf(PAGES, more)).asked).toEqual(expected);
  });

  it.each<[string, object, object, string[]]>([
    [
      "system_information",
      { timeZone: null, openingHours: undefined, vehicleTypes: undefined },
      { system_information: 503 },
      ["station_information", "system_information"],
    ],
    [
      "system_hours",
      { timeZone: "Europe/Oslo", openingHours: undefined, vehicleTypes: undefined },
      { system_hours: 503 },
      ["station_information", "system_information", "system_hours"],
    ],
    [
      "vehicle_types",
      { timeZone: "Europe/Oslo", openingHours: "Mo-Tu 06:00-23:00", vehicleTypes: undefined },
      { vehicle_types: 503 },
      ["station_information", "system_information", "system_hours", "vehicle_types"],
    ],
  ])("is left for the next time from %s on, where that cannot be had", async (_, facts, pages, asked) => {
    const answer = await factsOf({ ...PAGES, ...pages });
    if (answer.roster.type !== "roster") throw new Error(answer.roster.type);
    const { timeZone, openingHours, vehicleTypes } = answer.roster;
    expect({ timeZone, openingHours, vehicleTypes }).toEqual(facts);
    expect(answer.asked).toEqual(asked);
  });

  it("is unknown where a file is listed and not there, or says nothing that is understood", async () => {
    const gone = await factsOf({ ...PAGES, system_information: 404, system_hours: 404, vehicle_types: 404 });
    expect(gone.roster).toMatchObject({ timeZone: null, openingHours: null, vehicleTypes: null });
    const odd = await factsOf({ ...PAGES, system_hours: { data: {} }, vehicle_types: {} });
    expect(odd.roster).toMatchObject({ openingHours: null, vehicleTypes: null });
  });
});
