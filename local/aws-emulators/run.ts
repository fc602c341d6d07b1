import { once } from "node:events";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { messageOf } from "../../functions/core/messages.ts";
import { listenOnLoopback } from "../emulators/ports.ts";
import { stopOnSignal } from "../stop-on-signal.ts";
import { type DeployedCity, deployCity } from "./deployed-city.ts";
import type { Emulator, EmulatorKind } from "./emulator.ts";
import { firstLines } from "./greeting.ts";
import { LOCALSTACK } from "./localstack.ts";
import { MINISTACK } from "./ministack.ts";
import { say } from "./progress.ts";

// npm run ministack, npm run localstack: an emulator of AWS that runs until Ctrl-C, with the stack deployed to it.

const KINDS: readonly EmulatorKind[] = [MINISTACK, LOCALSTACK];
const PORT_DEFAULT = 4566;
const STACK = "stationwatch-dev";
const USAGE = `expected npm run ministack or npm run localstack, with -- --port N for another port than ${PORT_DEFAULT} (0: any free one)`;

class UsageError extends Error {}

interface Asked {
  readonly kind: EmulatorKind;
  readonly port: number;
}

function asked(words: readonly string[]): Asked {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { port: { type: "string", default: String(PORT_DEFAULT) } },
      allowPositionals: true,
    });
    const [name = "", ...rest] = positionals;
    const kind = KINDS.find(({ script }) => script === name);
    const port = Number(values.port);
    if (kind !== undefined && rest.length === 0 && /^\d{1,5}$/.test(values.port) && port < 65_536)
      return { kind, port };
  } catch {
    // The usage says it all.
  }
  throw new UsageError(`${words.join(" ")}: ${USAGE}`);
}

/** Returns the port, any for 0. Throws a sentence when it is taken: the program there would pass for the emulator. */
async function freePort(port: number): Promise<number> {
  const server = createServer();
  const free = await listenOnLoopback(server, port);
  await new Promise((closed) => server.close(closed));
  return free;
}

async function main(stop: AbortController): Promise<void> {
  const { kind, port } = asked(process.argv.slice(2));
  const free = await freePort(port);
  let emulator: Emulator | null = null;
  let city: DeployedCity | null = null;
  try {
    emulator = await kind.start(free, stop.signal);
    const died = emulator.died.then((sentence) => {
      if (!stop.signal.aborted) throw new Error(sentence);
    });
    // It also ends when it is closed after another failure, which says more.
    died.catch(() => {});
    say(`${kind.name} runs on ${emulator.endpoint}; deploying ${STACK}, which watches a simulated city`);
    city = await Promise.race([deployCity(emulator.endpoint, STACK, stop.signal), died.then(() => null)]);
    process.stdout.write(`\nIn a second terminal, in this folder:\n\n`);
    for (const line of firstLines(emulator.endpoint, STACK)) process.stdout.write(`${line}\n`);
    process.stdout.write("\nCtrl-C ends it all.\n");
    if (!stop.signal.aborted) await Promise.race([once(stop.signal, "abort"), died]);
  } finally {
    if (emulator !== null) say(`ending ${kind.name}`);
    await city?.close();
    await emulator?.close();
    if (emulator !== null) say("ended");
  }
}

const stop = new AbortController();
stopOnSignal(stop);
main(stop).then(
  () => process.exit(0),
  (error: unknown) => {
    if (stop.signal.aborted) process.exit(0);
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
