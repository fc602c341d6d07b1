import { afterAll, beforeAll, describe, test } from "vitest";
import { expectUndisturbed } from "../hostile/expect-run.ts";
import { HostileRuns } from "../hostile/hostile-run.ts";
import { HOSTILE_SERVERS } from "../hostile/servers/all.ts";

let runs: HostileRuns;

beforeAll(async () => {
  runs = await HostileRuns.begin();
});

afterAll(() => runs.end());

describe.each(["gbfs.json", "station_information.json"] as const)("at the place of %s", (file) => {
  test.each(HOSTILE_SERVERS)("a server that $name ends, hangs or starves no run", async (server) => {
    expectUndisturbed(await runs.run(server, file), server, file);
  });
});
