import { join } from "node:path";
import { expect, it } from "vitest";
import { statusOf, writeToldTape } from "../told-tape.ts";
import { runNode } from "./child.ts";
import { COMMAND, exportedLines, inFolder, startScript } from "./played-tape.ts";

const IDS = Array.from({ length: 14 }, (_, index) => `s${index}`);
const minuteOf = (at: number) => (at - Date.parse("2026-06-01T18:00:00Z")) / 60_000;

it("what a feed says of its system and stations counts in the pipeline as it does in replay", async () => {
  await inFolder(async (folder) => {
    const tape = join(folder, "tape");
    await writeToldTape(tape, {
      from: "2026-06-01T18:00:00Z",
      to: "2026-06-01T21:00:00Z",
      everyMinutes: 5,
      files: {
        system_information: { timezone: "Etc/UTC", opening_hours: "Apr-Oct Mo-Su,PH 06:00-20:30; foo" },
        // s0 closes at 19:00, s1 never does; s2 is a place on the street.
        station_information: {
          stations: IDS.map((station_id, index) => ({
            station_id,
            name: `Gate ${index}`,
            ...[
              { station_opening_hours: "06:00-19:00" },
              { station_opening_hours: "24/7" },
              { is_virtual_station: true },
            ][index],
          })),
        },
      },
      stationsAt: (at) =>
        IDS.map((id, index) => {
          const minute = minuteOf(at);
          const isOpen = [minute < 60, true][index] ?? minute < 150;
          const isEmpty = index < 3 && (minute % 60 === 20 || minute >= 165);
          return statusOf(id, isOpen, isEmpty ? 0 : 3 + ((minute / 5 + index) % 4), index === 2 ? 0 : 4);
        }),
    });
    const file = join(folder, "alerts.csv");
    const words = ["--tape", tape, "--speed", "max", "--until-end", "--export", file];
    const played = await runNode([startScript(), ...words], { cwd: folder });
    expect(played.code).toBe(0);
    const replayed = await runNode([COMMAND, "replay", tape, "--format", "csv"], { cwd: folder });
    const lines = await exportedLines(file);
    expect(lines).toEqual(replayed.stdout.trimEnd().split("\n"));
    const told = lines.slice(1).map((line) => line.split(",").slice(1, 4).join(" "));
    expect([...new Set(told)].sort()).toEqual(
      ["s0", "s1", "s2"].flatMap((id) => [`${id} empty opened`, `${id} empty resolved`]),
    );
  });
});
