import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { statusOf, type ToldTape, writeToldTape } from "../told-tape.ts";
import { runCaptured } from "./captured-world.ts";

async function replayed(tape: ToldTape, rules = ""): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-told-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeToldTape(join(folder, "tape"), tape);
  const words = ["replay", join(folder, "tape"), ...rules.split(" ").filter(Boolean), "--format", "csv"];
  const { stdout } = await runCaptured(words, { folder });
  return stdout.trimEnd().split("\n").slice(1);
}

const IDS = Array.from({ length: 20 }, (_, index) => `s${index}`);
const NAMED = { stations: IDS.map((station_id) => ({ station_id, name: station_id })) };
const isDay = (at: number) => new Date(at).getUTCHours() >= 6 && new Date(at).getUTCHours() < 22;

/** Two nights of a system that closes from 22 to 6 UTC. */
const NIGHTS = {
  from: "2026-06-01T12:00:00Z",
  to: "2026-06-03T12:00:00Z",
  everyMinutes: 20,
  stationsAt: (at: number) =>
    IDS.map((id, index) => statusOf(id, isDay(at), 3 + ((at / 1_200_000 + index) % 7))),
};

test("what system_information says reaches replay: a system is not judged outside its hours", async () => {
  const files = { station_information: NAMED };
  const hours = { timezone: "Etc/UTC", opening_hours: "Mo-Su 06:00-22:00" };
  expect(await replayed({ ...NIGHTS, files: { ...files, system_information: hours } })).toEqual([]);
  const nights = (await replayed({ ...NIGHTS, files })).filter((line) =>
    line.includes("system-closed,opened"),
  );
  expect(nights).toHaveLength(2);
});

test("types of vehicles reach replay: few-ebikes counts by them", async () => {
  const types = [
    { vehicle_type_id: "e", form_factor: "bicycle", propulsion_type: "electric_assist" },
    { vehicle_type_id: "m", form_factor: "bicycle", propulsion_type: "human" },
  ];
  const byType = (e: number) => [
    { vehicle_type_id: "e", count: e },
    { vehicle_type_id: "m", count: 5 - e },
  ];
  const lines = await replayed({
    from: "2026-06-01T11:55:00Z",
    to: "2026-06-01T12:10:00Z",
    everyMinutes: 5,
    files: { station_information: NAMED, system_information: {}, vehicle_types: { vehicle_types: types } },
    stationsAt: (at) => [
      {
        ...statusOf("s0", true, 5),
        vehicle_types_available: byType(new Date(at).getUTCMinutes() === 5 ? 0 : 4),
      },
    ],
    entry: { rules: { "few-ebikes": {} } },
  });
  expect(lines).toEqual([
    "hill,s0,few-ebikes,opened,2026-06-01T12:05:00Z",
    "hill,s0,few-ebikes,resolved,2026-06-01T12:10:00Z",
  ]);
});

/** Ten of the twenty stations close from 19 to 7, as `station_opening_hours` says; the others never do. */
const OWN_HOURS = {
  ...NIGHTS,
  stationsAt: (at: number) =>
    IDS.map((id, index) => {
      const hour = new Date(at).getUTCHours();
      const isOpen = index >= 10 || (hour >= 7 && hour < 19);
      return statusOf(id, isOpen, 3 + ((at / 1_200_000 + index) % 7));
    }),
};
const ownHoursOf = (hours: string) => ({
  stations: IDS.map((station_id, index) =>
    index < 10 ? { station_id, station_opening_hours: hours } : { station_id },
  ),
});
const BERLIN = { timezone: "Etc/UTC", opening_hours: "24/7" };

test("the hours of a station go before the system's: ten of twenty close each evening, and nothing is told", async () => {
  const files = { system_information: BERLIN, station_information: ownHoursOf("Mo-Su 07:00-19:00") };
  expect(await replayed({ ...OWN_HOURS, files })).toEqual([]);
  const without = await replayed({ ...OWN_HOURS, files: { system_information: BERLIN } });
  expect(without.filter((line) => line.includes(",closed,opened,"))).toHaveLength(20);
});

test("a station that is open day and night is judged while its system is closed", async () => {
  const files = {
    system_information: { timezone: "Etc/UTC", opening_hours: "Mo-Su 06:00-22:00" },
    station_information: {
      stations: IDS.map((station_id, index) =>
        index === 0 ? { station_id, station_opening_hours: "24/7" } : { station_id },
      ),
    },
  };
  const at = (iso: string) => Date.parse(`2026-06-${iso}:00Z`);
  const lines = await replayed({
    ...NIGHTS,
    files,
    stationsAt: (now) =>
      IDS.map((id, index) => {
        const isEmpty = index === 0 && now >= at("02T01:00") && now < at("02T03:00");
        return statusOf(id, index === 0 || isDay(now), isEmpty ? 0 : 3 + ((now / 1_200_000 + index) % 7));
      }),
  });
  expect(lines).toEqual([
    "hill,s0,empty,opened,2026-06-02T01:00:00Z",
    "hill,s0,empty,resolved,2026-06-02T03:00:00Z",
  ]);
});

test.each<[string, string]>([
  ["a holiday among the days", "Mo-Su,PH 06:00-22:00"],
  ["hours of holidays within the others", "Mo-Su 06:00-22:00; PH 08:00-20:00"],
  ["a closed holiday", "Mo-Su 06:00-22:00; PH off"],
  ["months", "Apr 1-Nov 3 06:00-22:00"],
  ["weekdays in rules of their own", "Mo-Fr 06:00-22:00, Sa,Su 06:00-22:00"],
  ["a rule that nobody understands", "Mo-Su 06:00-22:00; by appointment"],
  ["a week that nobody knows", "Mo-Su 06:00-22:00; week 1 off"],
  ["seconds", "06:00:00-21:59:59"],
])("a system that closes at night by hours with %s tells nothing", async (_, opening_hours) => {
  const files = { station_information: NAMED, system_information: { timezone: "Etc/UTC", opening_hours } };
  expect(await replayed({ ...NIGHTS, to: "2026-06-02T12:00:00Z", files })).toEqual([]);
});

/** Virtual and valet stations say that they have no dock, for they have none, and have no vehicle by turns. */
const STREET = {
  from: "2026-06-01T08:00:00Z",
  to: "2026-06-01T08:10:00Z",
  everyMinutes: 1,
  stationsAt: (at: number) =>
    IDS.map((id, index) =>
      index < 2 ? statusOf(id, true, new Date(at).getUTCMinutes() === 5 ? 0 : 2, 0) : statusOf(id, true),
    ),
};
const streetWith = (fields: object) => ({
  station_information: {
    stations: IDS.map((station_id, index) =>
      index < 2 ? { station_id, ...fields } : { station_id, capacity: 9 },
    ),
  },
});

test.each([
  ["virtual", { is_virtual_station: true }],
  ["virtual, in figures", { is_virtual_station: 1, capacity: 0 }],
  ["valet", { is_valet_station: true, capacity: null }],
])(
  "a station without capacity that is %s has no docks to count: it is empty, never full or closed",
  async (_, fields) => {
    const lines = await replayed({ ...STREET, files: streetWith(fields) });
    expect(lines).toEqual(
      ["s0", "s1"].flatMap((id) => [
        `hill,${id},empty,opened,2026-06-01T08:05:00Z`,
        `hill,${id},empty,resolved,2026-06-01T08:06:00Z`,
      ]),
    );
    const plain = await replayed({ ...STREET, files: streetWith(fields) }, "--rules plain");
    expect(new Set(plain.map((line) => line.split(",")[2]))).toEqual(new Set(["closed", "full"]));
  },
);

test.each([
  ["virtual with a capacity", { is_virtual_station: true, capacity: 12 }],
  ["virtual with a capacity by type", { is_virtual_station: true, vehicle_capacity: { a: 3 } }],
  ["not virtual", { is_virtual_station: false }],
])("a station that is %s has docks as the feed says", async (_, fields) => {
  const lines = await replayed({ ...STREET, files: streetWith(fields) });
  expect(lines).toContain("hill,s0,closed,opened,2026-06-01T08:05:00Z");
});
