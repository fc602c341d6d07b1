import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import type { FileName } from "../../cli/inspection/collect.ts";
import { collect } from "../../cli/inspection/collect.ts";
import { inspect } from "../../cli/inspection/inspect.ts";
import type { Report } from "../../cli/inspection/report.ts";
import { gbfsMajors, labelOf, shapeWords } from "../../cli/inspection/version.ts";
import { failure } from "../../functions/feeds/failure.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { openTape } from "../../local/tape/read.ts";
import { withRecordings } from "../with-recordings.ts";
import { files, NOW, named, SECONDS } from "./feed-bodies.ts";

/** Returns the report on texts by their addresses, with the clock at a given time. */
async function reportOf(
  system: SystemEntry,
  texts: ReadonlyMap<string, string>,
  at: number,
): Promise<Report> {
  const ask = async (url: string) => {
    const text = texts.get(url) ?? null;
    return text === null
      ? failure(`${url}: answered with status 404`, 404)
      : { type: "fetched" as const, url, notes: [], text };
  };
  return inspect(system, await collect(system, ask, () => at));
}

const namesOf = ({ oddities }: Report) => oddities.map(({ name }) => name);
const RFC_3339 = new Date(NOW).toISOString();
const FLAGS = { is_installed: true, is_renting: true, is_returning: false };
const FILE_NAMES: readonly FileName[] = ["station_status", "station_information"];

withRecordings("recordings/gbfs-spec-fixtures", (folder) => {
  const schemaOf = (version: string, file: string) =>
    z.fromJSONSchema(JSON.parse(readFileSync(join(folder, "schema", version, `${file}.json`), "utf8")));

  test.each(readdirSync(join(folder, "testFixtures")))(
    "the standard's examples of %s are of their version",
    (version) => {
      for (const name of ["gbfs.json", ...FILE_NAMES] as const) {
        const file = join(folder, "testFixtures", version, name.replace(/(\.json)?$/, ".json"));
        const value: unknown = JSON.parse(readFileSync(file, "utf8"));
        expect(labelOf(value)).toBe(version.slice(1));
        expect(gbfsMajors(name, value)).toContain(Number(version[1]));
      }
    },
  );

  test.each(["v2.0", "v2.1", "v2.2", "v2.3"])(
    "what passes here for a good feed satisfies the schemas of %s",
    (version) => {
      for (const name of FILE_NAMES) {
        const body = { ...Object(files()[name]), version: version.slice(1) };
        expect(schemaOf(version, name).safeParse(body).error?.issues ?? []).toEqual([]);
      }
    },
  );

  test.each([
    [
      "v1.1",
      "1.x",
      { num_bikes_available: 3, is_installed: 1, is_renting: 1, is_returning: 0, last_reported: SECONDS },
    ],
    [
      "v2.3",
      "2.x",
      { num_bikes_available: 3, ...FLAGS, last_reported: SECONDS, vehicle_types_available: [] },
    ],
    ["v3.0", "3.x", { num_vehicles_available: 3, ...FLAGS, last_reported: RFC_3339 }],
    ["v3.1-RC3", "3.x", { num_vehicles_available: 3, ...FLAGS, last_reported: RFC_3339 }],
  ])("what satisfies the schema of %s is taken for %s", (version, shape, station) => {
    const stations = [{ station_id: "a", num_docks_available: 7, ...station }];
    const body = {
      last_updated: station.last_reported,
      ttl: 60,
      version: version.slice(1),
      data: { stations },
    };
    expect(schemaOf(version, "station_status").safeParse(body).error?.issues ?? []).toEqual([]);
    expect(shapeWords(gbfsMajors("station_status", body))).toBe(shape);
  });

  test("what the inspection finds odd, the schemas refuse as well", () => {
    const schema = schemaOf("v2.3", "station_status");
    const { data, ...top } = files().station_status as { data: { stations: object[] } };
    const withFirst = (more: object) => ({ ...top, data: { stations: [{ ...data.stations[0], ...more }] } });
    expect(schema.safeParse(withFirst({})).success).toBe(true);
    const odd = [
      { station_id: 7 },
      { last_reported: -1 },
      { last_reported: null },
      { is_renting: 1 },
      { num_bikes_available: "3" },
    ];
    for (const more of odd)
      expect(schema.safeParse(withFirst(more)).success, JSON.stringify(more)).toBe(false);
  });
});

withRecordings("recordings/jcdecaux-snapshots", (folder) => {
  const snapshot = async (file: string, contract: string, apiVersion: 1 | 3, at: string) => {
    const text = readFileSync(join(folder, file), "utf8");
    const url = `https://api.jcdecaux.com/vls/v${apiVersion}/stations?contract=${contract}`;
    const system = { systemId: contract, kind: "jcdecaux", contract, apiVersion } as const;
    return await reportOf(system, new Map([[url, text]]), Date.parse(at));
  };

  test("Dublin of v1 is good", async () => {
    const report = await snapshot("dublin-v1-2025-02-12T13-43-04.json", "dublin", 1, "2025-02-12T13:43:04Z");
    expect(report).toMatchObject({ verdict: "good", versionShape: "v1", stationsInStatus: 114 });
    expect(namesOf(report)).toEqual(["neither", "ending-api"]);
  });

  test("Toulouse of v3 is good, with a test station that has not reported for weeks", async () => {
    const report = await snapshot(
      "toulouse-v3-2025-06-24T10-40-30.json",
      "toulouse",
      3,
      "2025-06-24T08:40:30Z",
    );
    expect(report).toMatchObject({ verdict: "good", versionShape: "v3", stationsInStatus: 385 });
    expect(named(report, "reported-old")?.says).toContain("(1032)");
  });
});

withRecordings("tapes", (folder) => {
  /** Returns the first answer of each address. */
  const begun = async (name: string) => {
    const tape = await openTape(join(folder, name));
    const texts = new Map<string, string>();
    let at = 0;
    for await (const response of tape.responses()) {
      if (texts.has(response.url)) break;
      texts.set(response.url, response.body);
      at = response.at;
    }
    return await reportOf(tape.head.system, texts, at);
  };

  test("Bay Wheels is good: its odd times are no loss", async () => {
    const report = await begun("baywheels-gbfs-1");
    expect(report).toMatchObject({
      verdict: "good",
      versionLabel: null,
      versionShape: "1.x",
      stationsInStatus: 505,
    });
    expect(namesOf(report)).toEqual(["reported-old", "no-time-zone", "ttl-low"]);
  });

  test("Oslo has no names, and flags of an older version than it says", async () => {
    const report = await begun("oslo-gbfs-2");
    expect(report).toMatchObject({ verdict: "usable", versionLabel: "2.2", versionShape: "1.x" });
    expect(namesOf(report)).toEqual(["no-information", "no-time-zone", "version-label"]);
  });

  test("Lyon as it was recorded has no positions", async () => {
    const report = await begun("lyon-jcdecaux-v3");
    expect(report).toMatchObject({ verdict: "usable", versionShape: "v3", stationsInStatus: 373 });
    expect(namesOf(report)).toEqual(["no-position", "neither", "ending-api"]);
  });
});
