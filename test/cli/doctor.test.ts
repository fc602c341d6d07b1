import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FORMAT } from "../../functions/store/packed-state.ts";
import { STATE_ITEM } from "../../functions/store/state-store.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import type { JsonServer } from "../doubles/json-server.ts";
import { serveStream } from "../doubles/stream/server.ts";
import { MemoryStream } from "../doubles/stream/stream.ts";
import { runCaptured } from "./captured-world.ts";
import { MINUTE_MS, type SeededTables, seedMorning, startSeededTables, T0 } from "./seeded-tables.ts";

const LISBON_STATE = { systemId: "lisbon", item: STATE_ITEM };

/** Each table has a line of its own, before the others. */
const linesButTables = (stdout: string) => stdout.split("\n").filter((line) => !/^ok +table /.test(line));

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
    expect(linesButTables(stdout)).toEqual([
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

  test("and every list say in a line which state cannot be used, and show the other systems", async () => {
    const list = await tables.client.send(
      new GetCommand({ TableName: TABLE_NAMES.state, Key: LISBON_STATE }),
    );
    const Key = { systemId: "lisbon", item: String(list.Item?.stationsItem) };
    const { Item: ids } = await tables.client.send(new GetCommand({ TableName: TABLE_NAMES.state, Key }));
    await tables.client.send(new DeleteCommand({ TableName: TABLE_NAMES.state, Key }));
    const says = `the state of lisbon cannot be used: it names ${Key.item}, which is not there`;
    const now = T0 + 13 * MINUTE_MS;
    const environment = { AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint };
    const { exitCode, stdout } = await examined(now);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`wrong  lisbon: ${says}\n`);
    expect(stdout).toContain("ok     porto: folded up to May 04 09:11Z\n");
    for (const command of ["stations list", "alerts list"]) {
      const answer = await runCaptured(command.split(" "), { now, environment });
      expect(answer).toMatchObject({ exitCode: 0, stderr: expect.stringContaining(`${says}\n`) });
      expect(answer.stdout).toContain("porto");
    }
    expect(await runCaptured(["stats"], { now, environment })).toMatchObject({ exitCode: 0 });
    await tables.client.send(new PutCommand({ TableName: TABLE_NAMES.state, Item: ids ?? {} }));
  });

  const day = new Date(T0 + 24 * 60 * MINUTE_MS).toISOString();
  const ahead = (name: string) => `${name} of its last poll is ${day}, a clock was ahead`;
  test.each([
    [
      "mark",
      "state",
      "markAt",
      /^the state of lisbon cannot be used: its mark "2026-05-05.*" is ahead of the clock/,
    ],
    ["roster", "roster", "fetchedAt", /^the roster of lisbon cannot be used: its fetchedAt is "2026-05-05/],
    ["due time", null, "nextDueAt", ahead("nextDueAt")],
    ["last poll", null, "lastPolledAt", ahead("lastPolledAt")],
    ["lease", null, "leaseUntil", ahead("leaseUntil")],
  ] as const)("says of a %s that is ahead of the clock that it is wrong", async (_what, item, name, says) => {
    const Key = { systemId: "lisbon", ...(item === null ? {} : { item }) };
    const TableName = item === null ? TABLE_NAMES.polls : TABLE_NAMES.state;
    const { Item } = await tables.client.send(new GetCommand({ TableName, Key }));
    await tables.client.send(new PutCommand({ TableName, Item: { ...Item, [name]: day } }));
    const { exitCode, stdout, stderr } = await examined(T0 + 13 * MINUTE_MS);
    await tables.client.send(new PutCommand({ TableName, Item: Item ?? {} }));
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: "stationwatch: one thing is wrong\n" });
    const lines = stdout.split("\n").filter((line) => line.startsWith("wrong"));
    const wrong = lines.map((line) => line.replace("wrong  lisbon: ", ""));
    expect(wrong).toEqual([typeof says === "string" ? says : expect.stringMatching(says)]);
    expect(stdout).toContain("ok     porto: folded up to May 04 09:11Z\n");
  });

  test("reports a state that newer code wrote, and goes on with the other systems", async () => {
    const setFormat = (format: number) =>
      tables.client.send(
        new UpdateCommand({
          TableName: TABLE_NAMES.state,
          Key: { systemId: "lisbon", item: STATE_ITEM },
          UpdateExpression: "SET #format = :format",
          ExpressionAttributeNames: { "#format": "format" },
          ExpressionAttributeValues: { ":format": format },
        }),
      );
    await setFormat(FORMAT + 1);
    const { exitCode, stdout } = await examined(T0 + 13 * MINUTE_MS);
    await setFormat(FORMAT);
    expect(exitCode).toBe(1);
    expect(linesButTables(stdout).slice(1)).toEqual([
      "ok     lisbon: polled 1 min ago: snapshot",
      "wrong  lisbon: the state of lisbon has format 5, expected at most 4: newer code wrote it",
      "ok     porto: polled 1 min ago: snapshot",
      "ok     porto: folded up to May 04 09:11Z",
      "",
    ]);
  });
});
