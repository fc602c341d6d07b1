import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NOTHING_TOLD, type OpeningName, openingKey, put } from "../../functions/core/telling.ts";
import { ReceiverStore } from "../../functions/store/receiver-store.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import type { JsonServer } from "../doubles/json-server.ts";
import { serveStream } from "../doubles/stream/server.ts";
import { MemoryStream } from "../doubles/stream/stream.ts";
import { runCaptured } from "./captured-world.ts";
import { MINUTE_MS, type SeededTables, seedMorning, startSeededTables, T0 } from "./seeded-tables.ts";

const NOW = T0 + 13 * MINUTE_MS;
const OPEN = { systemId: "lisbon", alertId: "2026-05-04T09:12:00.000Z/1/full" };
const OVER = { systemId: "lisbon", alertId: "2026-05-04T09:02:00.000Z/1/empty" };
const GONE = { systemId: "lisbon", alertId: "2026-05-01T09:00:00.000Z/1/empty" };
const MESSAGE = {
  id: "gone-1-ab",
  kind: "text" as const,
  body: new TextEncoder().encode('{"text":"1 open \u202e"}'),
  opened: [OPEN],
  over: [GONE],
  goesOn: false,
};
let folder: string;
let tables: SeededTables;
let stream: JsonServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "stationwatch-receivers-"));
  const dispatch = { name: "dispatch", kind: "text", url: { environment: "DISPATCH_URL" } };
  await writeFile(join(folder, "systems.json"), JSON.stringify({ systems: SYSTEMS, receivers: [dispatch] }));
  tables = await startSeededTables();
  stream = await serveStream(new MemoryStream());
  await seedMorning(tables);
  const store = new ReceiverStore(tables.client, TABLE_NAMES.receivers, () => NOW);
  const told = (...names: OpeningName[]) => ({
    ...NOTHING_TOLD,
    told: new Map(names.map((name) => [openingKey(name), { ...name, perhaps: false }])),
  });
  await store.save("dispatch", told(OVER), NOW);
  await store.save("gone", put(told(OPEN, OVER, GONE), MESSAGE, NOW), NOW);
  await store.save("told", told(OPEN), NOW);
  await store.save("long ago", told(OVER), NOW - 40 * 86_400_000);
  const message = { ...MESSAGE, putAt: T0, claimedAt: T0, attempts: 2, retryAt: null };
  await store.setAside("gone", { message, at: T0, reason: "it answered 400" });
});

afterAll(async () => {
  await Promise.all([tables.close(), stream.close(), rm(folder, { recursive: true })]);
});

const SYSTEMS = ["lisbon", "porto"].map((systemId) => ({
  systemId,
  kind: "gbfs",
  url: "https://feed.example/gbfs.json",
}));

const run = (words: string) =>
  runCaptured(words.split(" "), {
    now: NOW,
    folder,
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
      AWS_ENDPOINT_URL_KINESIS: stream.endpoint,
    },
  });

test("doctor names the receivers that have left the file, and what they were not told", async () => {
  const { exitCode, stdout } = await run("doctor --utc");
  expect(exitCode).toBe(0);
  expect(stdout.split("\n").filter((line) => line.includes("receiver "))).toEqual([
    "note   receiver gone: has left systems.json; not told: a message that waits (1 open, 1 over), the end of 1 alert; back under its name until Jun 03 09:13Z, it goes on",
    "note   receiver told: has left systems.json; nothing is left that it was not told; back under its name until Jun 03 09:13Z, it goes on",
  ]);
});

test("receivers show has what was refused, with its bytes, also of a receiver that has left", async () => {
  const shown = await run("receivers show gone --utc");
  expect(shown).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("gone has refused 1 message") });
  expect(shown.stdout).toBe(
    'May 04 09:00Z: it answered 400 after 2 attempts; 1 open, 1 over\n  {"text":"1 open \\u202e"}\n',
  );
  const { stdout } = await run("receivers show gone --format json");
  expect((JSON.parse(stdout) as { items: unknown[] }).items).toEqual([
    {
      receiver: "gone",
      at: "2026-05-04T09:00:00.000Z",
      id: "gone-1-ab",
      kind: "text",
      reason: "it answered 400",
      attempts: 2,
      opened: 1,
      over: 1,
      body: '{"text":"1 open \u202e"}',
    },
  ]);
  expect(await run("receivers show dispatch")).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: expect.stringContaining("dispatch has refused nothing in the last 30 days"),
  });
  expect(await run("receivers show despatch")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('no receiver "despatch" is known: did you mean dispatch?'),
  });
});
