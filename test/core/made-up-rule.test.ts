import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { announcementsOf } from "../../functions/core/announcement.ts";
import { RENTING } from "../../functions/core/flags.ts";
import { readingsOf } from "../../functions/core/observation.ts";
import type { StationRule, StationRuleName } from "../../functions/core/station-rules.ts";
import { packState, unpackState } from "../../functions/store/packed-state.ts";
import { decodeRecord, encodeRecord } from "../../functions/stream/records.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { checkSystems, systemsJsonSchema } from "../../functions/systems/schema.ts";
import { alertLines } from "../../functions/words/alert-lines.ts";
import { runCaptured } from "../cli/captured-world.ts";
import {
  LISBON,
  MINUTE_MS,
  type SeededTables,
  snapshot,
  startSeededTables,
  T0,
} from "../cli/seeded-tables.ts";
import { PLAIN_STYLE, reading, run } from "./builders.ts";

/** A rule of no release: it exists only as this row. */
const ROW = vi.hoisted(() => ({ name: "running-low", number: 60 }));

vi.mock("../../functions/core/station-rules.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("../../functions/core/station-rules.ts")>();
  const row = {
    ...ROW,
    counts: "vehicles",
    leaves: "vehicles",
    judgesAbsent: false,
    builtIn: { ...original.AT_ONCE, atMost: 3, clearAt: 5 },
    isOnUnasked: false,
    isPlain: false,
    helps: "vehicles",
    needs: RENTING,
    description: "Soon out of vehicles.",
    words: { opened: "runs low", resolved: "has enough", listed: "those that soon have none" },
  } satisfies StationRule;
  return {
    ...original,
    STATION_RULES: [...original.STATION_RULES, row],
    stationRuleOf: (name: StationRuleName) =>
      (name as string) === row.name ? row : original.stationRuleOf(name),
  };
});

const ENTRY = { systemId: "lisbon", kind: "gbfs", url: "https://feeds.example/gbfs.json" };
const CONFIGURATION = JSON.stringify({ rules: { [ROW.name]: { atMost: 4, for: "1m" } }, systems: [ENTRY] });
const book = () => ruleBookOf(checkSystems(CONFIGURATION, "systems.json"), "lisbon", "0000abcd");
const polls = [
  snapshot("lisbon", 0, reading("1", 9), reading("2", 9)),
  snapshot("lisbon", 2, reading("1", 4), reading("2", 9)),
  snapshot("lisbon", 4, reading("1", 2), reading("2", 9)),
];

let tables: SeededTables;
beforeAll(async () => {
  tables = await startSeededTables();
  await tables.fold(LISBON, polls, book());
  await tables.polled({ systemId: "lisbon", lastPolledAt: T0, nextDueAt: T0, lastOutcome: "snapshot" });
});
afterAll(() => tables.close());

async function printed(words: string): Promise<string> {
  const now = T0 + 6 * MINUTE_MS;
  const { stdout, stderr } = await runCaptured([...words.split(" "), "--endpoint", tables.endpoint], { now });
  return stdout + stderr;
}

test("systems.json may set it, as its editor's schema and its check say", () => {
  expect(JSON.stringify(systemsJsonSchema())).toContain('"Soon out of vehicles."');
  const wrong = CONFIGURATION.replace('"atMost":4', '"atMost":4,"clearAt":4');
  expect(() => checkSystems(wrong, "systems.json")).toThrow(
    'systems.json: rules["running-low"].clearAt is 4, expected more than atMost, which is 4',
  );
  expect(book().rules).toMatchObject({ [ROW.name]: { atMost: 4, clearAt: 5, forMs: 60_000 } });
});

test("the fold goes by it, and the saved state keeps it", () => {
  const { state } = run(polls, { ruleBook: book() });
  const { stationIds, markAt, snapshotAt } = state;
  const read = unpackState(packState(state), { stationIds, markAt, snapshotAt });
  expect(read).toEqual(state);
  expect(read.rules).toMatchObject({ [ROW.name]: [{ phase: "open" }, { phase: "inactive" }] });
});

test("a record needs nothing for it, an event and a line tell it", () => {
  const record = decodeRecord(encodeRecord(polls[1] as (typeof polls)[0]), T0);
  expect(record).toMatchObject({ stations: readingsOf([reading("1", 4), reading("2", 9)]) });
  const [event] = announcementsOf("lisbon", run(polls, { ruleBook: book() }).effects);
  expect(event).toMatchObject({ opened: [{ rule: ROW.name, vehicles: 2, docks: 5 }] });
  expect(event && alertLines(event, PLAIN_STYLE)).toEqual([
    expect.stringMatching(/ {2}runs low {2}.* · 2 bikes/),
  ]);
});

test("alerts and stations are listed by it", async () => {
  const alerts = JSON.parse(await printed(`alerts list --rule ${ROW.name} --format json`)) as unknown;
  const items = [{ rule: ROW.name, stationId: "1", vehiclesAtStart: 2, status: "open" }];
  expect(alerts).toMatchObject({ items });
  expect(await printed("stations list --running-low")).toMatch(
    /Rossio +2 +5 +2 min +runs low since May 04 10:02/,
  );
  expect(await printed("stations list --help")).toMatch(/--running-low +those that soon have none/);
  expect(await printed("stations show lisbon 1")).toMatch(/state +runs low since May 04 10:02/);
});
