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
  const closed = (await replayed({ ...NIGHTS, files })).filter((line) => line.includes(",closed,"));
  expect(closed.length).toBeGreaterThan(40);
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
