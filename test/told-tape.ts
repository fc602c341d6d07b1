import type { TapeResponse } from "../local/tape/tape.ts";
import { writeTape } from "./tape-writer.ts";

const HOST = "https://feed.example/gbfs";
export const SYSTEM = { systemId: "hill", kind: "gbfs" as const, url: `${HOST}/gbfs.json` };

/** A recording of a feed that tells facts about its system: `files` are the `data` of GBFS files by name. */
export interface ToldTape {
  readonly files: Readonly<Record<string, object>>;
  /** ISO times of the first and the last poll. */
  readonly from: string;
  readonly to: string;
  readonly everyMinutes: number;
  /** The stations of the status at that time, in milliseconds since the epoch. */
  readonly stationsAt: (at: number) => readonly object[];
  readonly entry?: object;
}

/** Writes the tape: gbfs.json and all files first, then the polls. */
export async function writeToldTape(folder: string, tape: ToldTape): Promise<void> {
  function* responses(): Generator<TapeResponse> {
    const answer = (at: number, name: string, data: object): TapeResponse => ({
      at,
      url: `${HOST}/${name}.json`,
      status: 200,
      headers: {},
      body: JSON.stringify({ last_updated: Math.round(at / 1_000), ttl: 60, version: "3.0", data }),
    });
    const startAt = Date.parse(tape.from);
    const feeds = [...Object.keys(tape.files), "station_status"];
    yield answer(startAt, "gbfs", { feeds: feeds.map((name) => ({ name, url: `${HOST}/${name}.json` })) });
    for (const [name, data] of Object.entries(tape.files)) yield answer(startAt, name, data);
    for (let at = startAt; at <= Date.parse(tape.to); at += tape.everyMinutes * 60_000) {
      yield answer(at, "station_status", { stations: tape.stationsAt(at) });
    }
  }
  await writeTape(folder, { system: { ...SYSTEM, ...tape.entry }, responses: responses() });
}

/** A station of a GBFS 3 status: in service, or with all three flags false. */
export function statusOf(id: string, isOpen: boolean, vehicles = 3, docks = 5): object {
  return {
    station_id: id,
    num_vehicles_available: vehicles,
    num_docks_available: docks,
    is_installed: true,
    is_renting: isOpen,
    is_returning: isOpen,
  };
}
