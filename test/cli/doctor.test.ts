import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examineSystem } from "../../cli/doctor/findings.ts";
import type { PollMemory } from "../../functions/poll/ports.ts";
import type { JsonServer } from "../doubles/json-server.ts";
import { serveStream } from "../doubles/stream/server.ts";
import { MemoryStream } from "../doubles/stream/stream.ts";
import { NO_MEMORY } from "../poll/no-memory.ts";
import { runCaptured } from "./captured-world.ts";
import { MINUTE_MS, type SeededTables, seedMorning, startSeededTables, T0 } from "./seeded-tables.ts";

const MEMORY: PollMemory = {
  ...NO_MEMORY,
  systemId: "lisbon",
  nextDueAt: T0 + MINUTE_MS,
  lastPolledAt: T0,
  lastOutcome: "snapshot",
};

function found(more: Partial<PollMemory>, now: number, markAt: number | null = T0): string[] {
  const time = (at: number) => new Date(at).toISOString().slice(11, 16);
  return examineSystem({ ...MEMORY, ...more }, markAt, 60, now, time).map(
    ({ verdict, says }) => `${verdict}: ${says}`,
  );
}

describe("a system", () => {
  test("that is polled and folded is well", () => {
    expect(found({}, T0 + MINUTE_MS)).toEqual(["ok: polled 1 min ago: snapshot", "ok: folded up to 09:00"]);
  });

  test("that was not polled for three periods is not, but for one whose feed asked to wait", () => {
    const [late] = found({}, T0 + 4 * MINUTE_MS);
    expect(late).toBe("wrong: polled 4 min ago: snapshot, and that is more than 3 times its 1 min");
    expect(found({ nextDueAt: T0 + 10 * MINUTE_MS }, T0 + 4 * MINUTE_MS)[0]).toMatch(/^ok/);
  });

  test("whose feed fails is worth a note, and wrong after three times", () => {
    const failing = { lastOutcome: "failed", lastReason: "it answered 503" } as const;
    expect(found({ ...failing, failuresInARow: 1 }, T0 + MINUTE_MS)[0]).toBe(
      "note: polled 1 min ago: failed, it answered 503",
    );
    expect(found({ ...failing, failuresInARow: 3 }, T0 + MINUTE_MS)[0]).toBe(
      "wrong: polled 1 min ago: failed, 3 times in a row, it answered 503",
    );
  });

  test("that the detector is behind with is wrong", () => {
    expect(found({}, T0 + MINUTE_MS, T0 - 5 * MINUTE_MS)[1]).toBe("wrong: folded up to 08:55, 5 min behind");
    expect(found({}, T0 + MINUTE_MS, null)[1]).toBe("wrong: nothing folded yet");
    expect(found({ lastPolledAt: null }, T0)).toEqual(["wrong: was never polled to the end"]);
  });
});

describe("doctor", () => {
  let tables: SeededTables;
  let stream: JsonServer;
  beforeAll(async () => {
    tables = await startSeededTables();
    stream = await serveStream(new MemoryStream());
    await seedMorning(tables);
  });
  afterAll(async () => {
    await tables.close();
    await stream.close();
  });

  const examined = (now: number, environment: NodeJS.ProcessEnv = {}) =>
    runCaptured(["doctor", "--utc"], {
      now,
      environment: {
        AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
        AWS_ENDPOINT_URL_KINESIS: stream.endpoint,
        ...environment,
      },
    });

  test("goes through tables, stream and systems", async () => {
    const { exitCode, stdout } = await examined(T0 + 13 * MINUTE_MS);
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").slice(4)).toEqual([
      "ok     stream stationwatch: active",
      "ok     lisbon: polled 1 min ago: snapshot",
      "ok     lisbon: folded up to May 04 09:12Z",
      "ok     porto: polled 1 min ago: snapshot",
      "ok     porto: folded up to May 04 09:11Z",
      "",
    ]);
  });

  test("ends with 1 when something is wrong", async () => {
    const late = await examined(T0 + 60 * MINUTE_MS);
    expect(late).toMatchObject({ exitCode: 1, stderr: "stationwatch: 2 things are wrong\n" });
    const missing = await examined(T0 + 13 * MINUTE_MS, { ALERTS_TABLE: "elsewhere" });
    expect(missing.stdout).toContain(
      `wrong  table elsewhere: the table "elsewhere" is not there at ${tables.endpoint}\n`,
    );
    const noStream = await examined(T0 + 13 * MINUTE_MS, { AWS_ENDPOINT_URL_KINESIS: tables.endpoint });
    expect(noStream.stdout).toContain(
      `wrong  stream stationwatch: what answers at ${tables.endpoint} is not Kinesis\n`,
    );
    const badFile = await examined(T0 + 13 * MINUTE_MS, { SYSTEMS_FILE: "/nowhere/systems.json" });
    expect(badFile.stdout).toContain("there is no such file");
    expect(badFile.exitCode).toBe(1);
  });
});
