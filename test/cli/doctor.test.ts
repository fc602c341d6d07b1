import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonServer } from "../doubles/json-server.ts";
import { serveStream } from "../doubles/stream/server.ts";
import { MemoryStream } from "../doubles/stream/stream.ts";
import { runCaptured } from "./captured-world.ts";
import { MINUTE_MS, type SeededTables, seedMorning, startSeededTables, T0 } from "./seeded-tables.ts";

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
