import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCity } from "../city/city.ts";
import { serveCity } from "../city/serve.ts";
import { cdkFor } from "./cdk.ts";
import { runProgram } from "./program.ts";
import { eventually, timed } from "./progress.ts";
import { emulatorEnvironment } from "./variables.ts";

const ROOT = join(import.meta.dirname, "../..");
const SEED = 1;
/** A Monday morning, when people leave for work. The city's time passes as fast as ours: it is polled each minute. */
const CITY_START = Date.UTC(2026, 4, 4, 7, 30);
const COMMAND_TIMEOUT_MS = 60_000;
/** How long the first poll may be on its way through the stream. */
const SEEN_TIMEOUT_MS = 60_000;

export interface DeployedCity {
  close(): Promise<void>;
}

/** Serves a simulated city, deploys the stack that watches it to the endpoint, and waits for the first alerts. */
export async function deployCity(endpoint: string, stack: string, stop: AbortSignal): Promise<DeployedCity> {
  const startedAt = Date.now();
  const cityClock = () => CITY_START + Date.now() - startedAt;
  const server = await serveCity({
    city: createCity({ seed: SEED, startAt: CITY_START }),
    cityClock,
    now: Date.now,
  });
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-city-"));
  const close = async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const systemsFile = join(folder, "systems.json");
    writeFileSync(systemsFile, JSON.stringify({ systems: [server.entry] }));
    const variables = emulatorEnvironment(endpoint, process.env);
    const output = join(folder, "cdk.out");
    const cdk = cdkFor({ stack, systemsFile, output, variables, loopbackFeeds: true, stop });
    await cdk("synth", "--quiet");
    await cdk("bootstrap");
    await cdk("deploy", "--require-approval", "never");
    const ask = (...words: string[]) =>
      runProgram(process.execPath, [join(ROOT, "cli/stationwatch.mjs"), ...words, "--stack", stack], {
        cwd: ROOT,
        env: variables,
        timeoutMs: COMMAND_TIMEOUT_MS,
        stop,
      });
    await timed("first alerts", async () => {
      await ask("invoke", "poll", "--deployed");
      await eventually(SEEN_TIMEOUT_MS, async () => {
        stop.throwIfAborted();
        if (!(await ask("alerts", "list", "--open", "--format", "json")).includes('"alertId"'))
          throw new Error("the first poll has opened no alert");
      });
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}
