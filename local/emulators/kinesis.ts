import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createServer, get, type Server } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type LastLines, lastLinesOf } from "../lambda/log-lines.ts";
import { projectFile } from "../lambda/project-file.ts";
import { proxyTo, SecretAgent } from "./kinesis-proxy.ts";
import { closeAtOnce, findFreePorts, LOOPBACK, listenOnLoopback } from "./ports.ts";

export interface KinesisOptions {
  /** Called once, with a sentence, when the process ends after it was ready without being closed. */
  readonly onDeath?: (sentence: string) => void;
  readonly readyTimeoutMs?: number;
}

export interface LocalKinesis {
  readonly endpoint: string;
  /** Takes requests from elsewhere by `server.emit("request", request, response)`. */
  readonly server: Server;
  close(): Promise<void>;
}

const require = createRequire(import.meta.url);

const READY_TIMEOUT_MS = 20_000;
const READY_POLL_MS = 20;
/** How long a closing process may take: with open connections it needs over four seconds, and has nothing to save. */
const FAREWELL_MS = 250;
const ATTEMPTS = 3;

/** Settings that make every change of a stream happen at once. */
const INSTANT = [
  "CREATE_STREAM_DURATION",
  "DELETE_STREAM_DURATION",
  "DEREGISTER_STREAM_CONSUMER_DURATION",
  "MERGE_SHARDS_DURATION",
  "REGISTER_STREAM_CONSUMER_DURATION",
  "SPLIT_SHARD_DURATION",
  "START_STREAM_ENCRYPTION_DURATION",
  "STOP_STREAM_ENCRYPTION_DURATION",
  "UPDATE_SHARD_COUNT_DURATION",
  "UPDATE_STREAM_MODE_DURATION",
] as const;

/**
 * Starts kinesis-local as a process on loopback, in memory, that answers this process alone, and a server that passes
 * requests on to it. Throws one sentence when it does not start.
 */
export async function startKinesis(options: KinesisOptions = {}): Promise<LocalKinesis> {
  for (let attempt = 1; ; attempt++) {
    const ports = await findFreePorts(2);
    const kinesis = new KinesisProcess(ports);
    const failure = await kinesis.ready(options.readyTimeoutMs ?? READY_TIMEOUT_MS);
    if (failure === null) {
      kinesis.mourn(options.onDeath ?? (() => {}));
      return await inFrontOf(kinesis);
    }
    await kinesis.close();
    // Another program may have taken a port between the search and its use.
    if (attempt === ATTEMPTS || !failure.includes("EADDRINUSE")) throw new Error(failure);
  }
}

async function inFrontOf(kinesis: KinesisProcess): Promise<LocalKinesis> {
  const server = createServer(proxyTo(kinesis.endpoint, kinesis.agent));
  const port = await listenOnLoopback(server, 0);
  return {
    endpoint: `http://${LOOPBACK}:${port}`,
    server,
    async close() {
      await closeAtOnce(server);
      await kinesis.close();
    },
  };
}

class KinesisProcess {
  readonly endpoint: string;
  readonly #secret = randomUUID();
  readonly agent = new SecretAgent(this.#secret);
  readonly #child: ChildProcess;
  readonly #lastLines: LastLines;
  readonly #over: Promise<void>;
  /** How the process ended, for the end of a sentence; null while it lives. */
  #how: string | null = null;
  #isClosing = false;

  constructor([plainPort = 0, tlsPort = 0]: readonly number[]) {
    this.endpoint = `http://${LOOPBACK}:${plainPort}`;
    const folder = dirname(require.resolve("kinesis-local/package.json"));
    const preload = projectFile("local/emulators/kinesis-preload.mjs");
    this.#child = spawn(process.execPath, ["--import", preload, join(folder, "main.js")], {
      env: variables(join(folder, "server.json"), plainPort, tlsPort, this.#secret),
      // The fourth is the lifeline: it closes when this process ends, and that ends the child.
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      // In its own process group, so that a terminal's Ctrl-C does not end the stream before its readers.
      detached: true,
    });
    this.#lastLines = lastLinesOf([this.#child.stdout, this.#child.stderr]);
    this.#child.stdio[3]?.on("error", () => {});
    this.#over = new Promise((resolve) => {
      const end = (how: string) => {
        this.#lastLines.flush();
        this.#how = how;
        resolve();
      };
      this.#child.once("error", (error) => end(`could not be started: ${error.message}`));
      this.#child.once("close", (code, signal) => end(`ended (${signal ?? `exit code ${code}`})`));
    });
  }

  /** Returns null once it takes requests, else one sentence that says why it never will. */
  async ready(timeoutMs: number): Promise<string | null> {
    const deadline = performance.now() + timeoutMs;
    while (this.#how === null) {
      if (await isHealthy(`${this.endpoint}/healthcheck`, this.agent)) return null;
      if (performance.now() > deadline) {
        return `kinesis-local was not ready within ${timeoutMs} ms: ${this.endpoint}/healthcheck did not answer 200`;
      }
      await sleep(READY_POLL_MS);
    }
    return [`kinesis-local ${this.#how} before it was ready`, ...this.#lastLines.kept].join(": ");
  }

  mourn(onDeath: (sentence: string) => void): void {
    this.#over.then(() => {
      if (!this.#isClosing) onDeath(`kinesis-local ${this.#how}: the stream and what was in it are gone`);
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.agent.destroy();
    this.#child.kill("SIGTERM");
    const murder = setTimeout(() => this.#child.kill("SIGKILL"), FAREWELL_MS);
    await this.#over;
    clearTimeout(murder);
    this.#child.stdio[3]?.destroy();
  }
}

function variables(
  certificate: string,
  plainPort: number,
  tlsPort: number,
  secret: string,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    // Without a path, kinesis-local looks for the certificate in the working directory.
    KINESIS_MOCK_CERT_PATH: certificate,
    KINESIS_LOCAL_SECRET: secret,
    KINESIS_MOCK_PLAIN_PORT: String(plainPort),
    KINESIS_MOCK_TLS_PORT: String(tlsPort),
    AWS_ACCOUNT_ID: "000000000000",
    AWS_REGION: "us-east-1",
    LOG_LEVEL: "ERROR",
    ROOT_LOG_LEVEL: "ERROR",
    ...Object.fromEntries(INSTANT.map((name) => [name, "0ms"])),
  };
}

function isHealthy(url: string, agent: SecretAgent): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}
