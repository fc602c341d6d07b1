import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DeltaFinder, deltaLine } from "../../cli/tail/deltas.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { Roster } from "../../functions/core/roster.ts";
import { runCaptured } from "./captured-world.ts";
import {
  LISBON,
  MINUTE_MS,
  reading,
  type SeededTables,
  seedMorning,
  snapshot,
  startSeededTables,
  T0,
} from "./seeded-tables.ts";
import { type StubShard, startStreamStub } from "./stream-stub.ts";

const EARLIER: Roster = { ...LISBON, fetchedAt: T0 - MINUTE_MS, stations: [] };

function lines(...messages: StreamMessage[]): string[] {
  const finder = new DeltaFinder();
  return messages.flatMap((message) =>
    finder.take(message).map((delta) => deltaLine(delta, finder.rosterOf(delta.systemId))),
  );
}

describe("deltas", () => {
  test("are the changes between a snapshot and the one before, with name and address", () => {
    expect(
      lines(
        LISBON,
        snapshot("lisbon", 0, reading("1", 3), reading("2", 4)),
        snapshot("lisbon", 1, reading("1", 5), reading("2", 4)),
        snapshot("lisbon", 2, reading("1", 5), reading("2", 1)),
      ),
    ).toEqual(["+2 Rossio, Praça Dom Pedro IV (lisbon)", '-3 Cais "do" Sodré, norte (lisbon)']);
  });

  test("are kept apart by system, and go by the id where there is no name", () => {
    expect(
      lines(
        snapshot("lisbon", 0, reading("1", 3)),
        snapshot("porto", 1, reading("1", 9)),
        snapshot("lisbon", 2, reading("1", 2)),
      ),
    ).toEqual(["-1 1 (lisbon)"]);
  });

  test("tell the e-bikes that are there now, where the feed tells them", () => {
    expect(
      lines(
        LISBON,
        snapshot("lisbon", 0, reading("1", 3), reading("9", 1)),
        snapshot("lisbon", 1, { ...reading("1", 5), ebikes: 1 }, { ...reading("9", 0), ebikes: 0 }),
      ),
    ).toEqual(["+2 Rossio, Praça Dom Pedro IV, now 1 e-bike (lisbon)", "-1 9, now 0 e-bikes (lisbon)"]);
  });

  test("know nothing of an unknown count, of a station's absence, or of a snapshot that comes late", () => {
    expect(
      lines(
        snapshot("lisbon", 1, reading("1", 3), reading("__proto__", 1)),
        snapshot("lisbon", 2, reading("1", null)),
        snapshot("lisbon", 0, reading("1", 9)),
        { type: "unchanged", systemId: "lisbon", fetchedAt: T0 + 3 * MINUTE_MS, snapshotAt: T0 },
        snapshot("lisbon", 4, reading("1", 4), reading("__proto__", 0)),
      ),
    ).toEqual(["+1 1 (lisbon)", "-1 __proto__ (lisbon)"]);
  });

  test("an older roster does not take the place of a newer one", () => {
    const finder = new DeltaFinder();
    finder.take(LISBON);
    finder.take(EARLIER);
    expect(finder.rosterOf("lisbon")?.roster.stations).toHaveLength(LISBON.stations.length);
  });
});

describe("tail", () => {
  let tables: SeededTables;
  beforeAll(async () => {
    tables = await startSeededTables();
    await seedMorning(tables);
  });
  afterAll(() => tables.close());

  async function tailed(shards: readonly StubShard[], ...words: string[]) {
    const stub = await startStreamStub(shards);
    const environment = {
      AWS_ENDPOINT_URL_KINESIS: stub.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
    };
    try {
      return await runCaptured(["tail", "--until-idle", ...words], { environment });
    } finally {
      await stub.close();
    }
  }

  test("takes names from the stored roster where none has passed, and passes over what cannot be read", async () => {
    const records = [snapshot("lisbon", 0, reading("1", 3)), "{", snapshot("lisbon", 1, reading("1", 0))];
    expect(await tailed([{ shardId: "a", records }], "--from", "start")).toEqual({
      exitCode: 0,
      stdout: "-3 Rossio, Praça Dom Pedro IV (lisbon)\n",
      stderr: "a record was passed over: the record is not JSON\n",
    });
  });

  test("begins with the newest record unless told otherwise, and keeps to one system", async () => {
    const records = [snapshot("porto", 0, reading("1", 3)), snapshot("porto", 1, reading("1", 0))];
    expect((await tailed([{ shardId: "a", records }])).stdout).toBe("");
    expect((await tailed([{ shardId: "a", records }], "--from", "start")).stdout).toBe("-3 1 (porto)\n");
    expect((await tailed([{ shardId: "a", records }], "--from", "start", "--system", "oslo")).stdout).toBe(
      "",
    );
  });

  test("reads parents before children, and what was merged once", async () => {
    const merged = [{ shardId: "c", parents: ["a", "b"] }];
    const at = (minute: number, vehicles: number) => snapshot("porto", minute, reading("1", vehicles));
    const shards: StubShard[] = [
      { shardId: "a", records: [at(0, 1)], children: merged },
      { shardId: "b", records: [at(1, 2), at(2, 4), at(3, 7)], children: merged },
      { shardId: "c", records: [at(4, 11)] },
    ];
    expect((await tailed(shards, "--from", "start")).stdout).toBe(
      "+1 1 (porto)\n+2 1 (porto)\n+3 1 (porto)\n+4 1 (porto)\n",
    );
  });
});
