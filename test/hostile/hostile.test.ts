import { afterAll, beforeAll, expect, test } from "vitest";
import { expectUndisturbed } from "./expect-run.ts";
import { HostileRuns } from "./hostile-run.ts";
import { HOSTILE_SERVERS } from "./servers/all.ts";

let runs: HostileRuns;

beforeAll(async () => {
  runs = await HostileRuns.begin();
});

afterAll(() => runs.end());

test("the table has at least 200 servers, each with a name of its own", () => {
  expect(new Set(HOSTILE_SERVERS.map(({ name }) => name)).size).toBe(HOSTILE_SERVERS.length);
  expect(HOSTILE_SERVERS.length).toBeGreaterThanOrEqual(200);
});

// The long tests do the same to gbfs.json and station_information.
test.each(HOSTILE_SERVERS)("a server that $name ends, hangs or starves no run", async (server) => {
  expectUndisturbed(await runs.run(server, "station_status.json"), server, "station_status.json");
});
