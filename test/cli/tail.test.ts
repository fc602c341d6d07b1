import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DeltaFinder, deltaLine } from "../../cli/tail/deltas.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { Roster } from "../../functions/core/roster.ts";
import { encodeRecord } from "../../functions/stream/records.ts";
import { reading } from "../core/builders.ts";
import { serveStream } from "../doubles/stream/server.ts";
import { MemoryStream } from "../doubles/stream/stream.ts";
import { runCaptured } from "./captured-world.ts";
import {
  LISBON,
  MINUTE_MS,
  type SeededTables,
  seedMorning,
  snapshot,
  startSeededTables,
  T0,
} from "./seeded-tables.ts";

const EARLIER: Roster = { ...LISBON, fetchedAt: T0 - MINUTE_MS, stations: [] };

function lines(...messages: StreamMessage[]): string[] {
  const finder = new DeltaFinder();
  return messages.flatMap((message) =>
    finder.take(message).map((delta) => deltaLine(delta, finder.rosterOf(delta.systemId), "UTC")),
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
    ).toEqual([
      "2026-05-04 09:01:00  lisbon  1  +2, now 5 bikes  Rossio, Praça Dom Pedro IV",
      '2026-05-04 09:02:00  lisbon  2  -3, now 1 bike  Cais "do" Sodré, norte',
    ]);
  });

  test("are kept apart by system, and go by the id where there is no name", () => {
    expect(
      lines(
        snapshot("lisbon", 0, reading("1", 3)),
        snapshot("porto", 1, reading("1", 9)),
        snapshot("lisbon", 2, reading("1", 2)),
      ),
    ).toEqual(["2026-05-04 09:02:00  lisbon  1  -1, now 2 bikes"]);
  });

  test("tell the e-bikes that are there now, where the feed tells them", () => {
    expect(
      lines(
        LISBON,
        snapshot("lisbon", 0, reading("1", 3), reading("9", 1)),
        snapshot("lisbon", 1, { ...reading("1", 5), ebikes: 1 }, { ...reading("9", 0), ebikes: 0 }),
      ),
    ).toEqual([
      "2026-05-04 09:01:00  lisbon  1  +2, now 5 bikes (1 e-bike)  Rossio, Praça Dom Pedro IV",
      "2026-05-04 09:01:00  lisbon  9  -1, now 0 bikes (0 e-bikes)",
    ]);
  });

  test("leave out unknown counts, absent stations and late snapshots", () => {
    expect(
      lines(
        snapshot("lisbon", 1, reading("1", 3), reading("__proto__", 1)),
        snapshot("lisbon", 2, reading("1", null)),
        snapshot("lisbon", 0, reading("1", 9)),
        { type: "unchanged", systemId: "lisbon", fetchedAt: T0 + 3 * MINUTE_MS, snapshotAt: T0 },
        snapshot("lisbon", 4, reading("1", 4), reading("__proto__", 0)),
      ),
    ).toEqual([
      "2026-05-04 09:04:00  lisbon  1  +1, now 4 bikes",
      "2026-05-04 09:04:00  lisbon  __proto__  -1, now 0 bikes",
    ]);
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

  /** Makes a stream that returns one record a read. */
  function streamOf(shards: number, ...records: [partitionKey: string, said: StreamMessage | string][]) {
    const stream = new MemoryStream({ shards, readMax: 1, now: () => T0 + 180 * MINUTE_MS });
    const put = (partitionKey: string, said: StreamMessage | string) =>
      stream.put(partitionKey, typeof said === "string" ? Buffer.from(said) : encodeRecord(said));
    for (const record of records) put(...record);
    return { stream, put };
  }

  async function tailed(stream: MemoryStream, ...words: string[]) {
    const server = await serveStream(stream);
    const environment = {
      AWS_ENDPOINT_URL_KINESIS: server.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
    };
    try {
      return await runCaptured(["tail", "--until-idle", ...words], { environment });
    } finally {
      await server.close();
    }
  }

  test("takes names from the stored roster until one passes, and skips unreadable records", async () => {
    const { stream } = streamOf(
      1,
      ["lisbon", snapshot("lisbon", 0, reading("1", 3))],
      ["lisbon", "{"],
      ["lisbon", snapshot("lisbon", 1, reading("1", 0))],
    );
    expect(await tailed(stream, "--from", "start")).toEqual({
      exitCode: 0,
      stdout: "2026-05-04 10:01:00  lisbon  1  -3, now 0 bikes  Rossio, Praça Dom Pedro IV\n",
      stderr: "a record was skipped: the record is not JSON\n",
    });
  });

  test("begins with the newest record unless told otherwise, and keeps to one system", async () => {
    const { stream } = streamOf(
      1,
      ["porto", snapshot("porto", 0, reading("1", 3))],
      ["porto", snapshot("porto", 1, reading("1", 0))],
    );
    expect((await tailed(stream)).stdout).toBe("");
    expect((await tailed(stream, "--from", "start")).stdout).toBe(
      "2026-05-04 09:01:00  porto  1  -3, now 0 bikes\n",
    );
    expect((await tailed(stream, "--from", "start", "--system", "lisbon")).stdout).toBe("");
    expect(await tailed(stream, "--system", "oslo")).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: 'stationwatch: no system "oslo" is known: known are lisbon, porto\n',
    });
  });

  test("shows what has changed since a time, the first change after it too", async () => {
    const { stream } = streamOf(
      1,
      ["porto", snapshot("porto", 0, reading("1", 3))],
      ["porto", snapshot("porto", 1, reading("1", 5))],
      ["porto", snapshot("porto", 2, reading("1", 4))],
      ["porto", snapshot("porto", 3, reading("1", 0))],
    );
    // All of it has arrived three hours after the first poll.
    const { stdout, stderr } = await tailed(stream, "--since", "2026-05-04T09:02:00Z");
    expect(stderr).toBe("");
    expect(stdout.split("\n").map((line) => line.slice(11, 37))).toEqual([
      "09:02:00  porto  1  -1, no",
      "09:03:00  porto  1  -4, no",
      "",
    ]);
    expect((await tailed(stream, "--since", "1h", "--from", "start")).exitCode).toBe(2);
  });

  test("reads parents before children, and a merged shard once", async () => {
    const at = (minute: number, vehicles: number) => snapshot("porto", minute, reading("1", vehicles));
    // Partition keys of the first and of the second shard.
    const [first, second] = ["a", "b"] as const;
    const { stream, put } = streamOf(
      2,
      [first, at(0, 1)],
      [second, at(1, 2)],
      [second, at(2, 4)],
      [second, at(3, 7)],
    );
    expect(stream.shards.map(({ records }) => records.length)).toEqual([1, 3]);
    const [shard, neighbour] = stream.shards;
    if (shard !== undefined && neighbour !== undefined) stream.merge(shard, neighbour);
    put(first, at(4, 11));
    const { stdout } = await tailed(stream, "--from", "start");
    expect(stdout.match(/[+-]\d+/g)?.filter((change) => change.startsWith("+"))).toEqual([
      "+1",
      "+2",
      "+3",
      "+4",
    ]);
  });
});
