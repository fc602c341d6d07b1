import { type ChildProcess, spawn } from "node:child_process";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import { setImmediate as immediate, setTimeout as sleep } from "node:timers/promises";
import { childVariables, type FunctionSettings } from "./child-variables.ts";
import { type Failure, failure, type Outcome } from "./invocation.ts";
import { type LineSplitter, splitLines } from "./log-lines.ts";
import { projectFile } from "./project-file.ts";
import { type InitOutcome, type Invocation, RuntimeApi } from "./runtime-api.ts";

/** The results that replace an answer: at the limit, and when the process has ended. */
interface Without {
  readonly limitMs: number;
  readonly late: Failure;
  readonly over: (how: string) => Failure;
}

/** How long a module may take to load, as in Lambda. */
const INIT_TIMEOUT_MS = 10_000;
/** The longest delay of a timer, 24 days, for debugging without a time-out. */
const UNLIMITED_MS = 2 ** 31 - 1;
/** How long an ended process's pipes may stay open: a process that it started may hold them. */
const PIPES_MS = 200;

/** One process that answers one invocation at a time, and the Runtime API that it asks. */
export class ExecutionEnvironment {
  readonly #settings: FunctionSettings;
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  readonly #lines: readonly LineSplitter[];
  /** Settles when the process has ended and its output is read. */
  readonly #ended: Promise<void>;
  /** How the process ended, for the end of a sentence; null while it lives. */
  #how: string | null = null;
  #isOver = false;
  /** Called once with how the process ended. */
  #onEnd: (how: string) => void = () => {};

  /** Starts the process. Wait for `init` before the first invocation. */
  static async start(settings: FunctionSettings): Promise<ExecutionEnvironment> {
    return new ExecutionEnvironment(settings, await RuntimeApi.start());
  }

  private constructor(settings: FunctionSettings, api: RuntimeApi) {
    this.#settings = settings;
    this.#api = api;
    this.#child = spawn(process.execPath, argumentsOf(settings), {
      cwd: dirname(settings.handlerFile),
      env: childVariables(settings, api.address),
      // The fourth is the lifeline: it closes when this process ends, and that ends the child.
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    this.#lines = [this.#child.stdout, this.#child.stderr].map((stream) => readLines(stream, settings.onLog));
    this.#child.stdio[3]?.on("error", () => {});
    this.#ended = this.#end();
  }

  /** True once the environment takes no more invocations; this never changes back. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Settles when ready for invocations, or with the reason why not; the process has ended then. */
  async init(): Promise<InitOutcome> {
    const outcome = await this.#firstOf(this.#api.init, {
      limitMs: limitMs(this.#settings, INIT_TIMEOUT_MS),
      late: failure("init-error", "Sandbox.Timedout", `the module did not load within ${INIT_TIMEOUT_MS} ms`),
      over: (how) => failure("init-error", "Runtime.ExitError", `the process ${how} while its module loaded`),
    });
    if (outcome.status !== "ready") await this.stop();
    return outcome;
  }

  /** Runs one invocation at a time. Never rejects; after a time-out or a crash the process has ended. */
  async invoke(invocation: Invocation): Promise<Outcome> {
    const { timeoutMs } = this.#settings;
    const seconds = (timeoutMs / 1_000).toFixed(2);
    const outcome = await this.#firstOf(this.#api.invoke(invocation), {
      limitMs: limitMs(this.#settings, timeoutMs),
      late: failure("timeout", "Sandbox.Timedout", `the task timed out after ${seconds} seconds`),
      over: (how) => failure("crash", "Runtime.ExitError", `the process ${how} before it answered`),
    });
    if (outcome.status === "timeout") await this.stop();
    // The process flushes its output before it answers, so one turn of the event loop later all of it is read.
    else await immediate();
    for (const lines of this.#lines) lines.flush();
    return outcome;
  }

  /** Kills the process. Settles when it has ended. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Settles with what comes first: an answer, the limit, or the end of the process. */
  #firstOf<Answer>(answer: Promise<Answer>, without: Without): Promise<Answer | Failure> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(without.late), without.limitMs);
      const settle = (outcome: Answer | Failure) => {
        clearTimeout(timer);
        resolve(outcome);
      };
      // Not Promise.race with #ended: each race would stay on that promise's list for as long as the process lives.
      this.#onEnd = (how) => settle(without.over(how));
      if (this.#how !== null) this.#onEnd(this.#how);
      answer.then(settle);
    });
  }

  async #end(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#child.once("close", () => resolve()));
    const how = await new Promise<string>((resolve) => {
      this.#child.once("error", (error) => resolve(`could not be started (${error.message})`));
      this.#child.once("exit", (code, signal) =>
        resolve(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
      );
    });
    this.#isOver = true;
    await Promise.race([closed, sleep(PIPES_MS, undefined, { ref: false })]);
    for (const stream of this.#child.stdio) stream?.destroy();
    for (const lines of this.#lines) lines.flush();
    await this.#api.close();
    this.#how = how;
    this.#onEnd(how);
  }
}

/** Returns the limit that applies to a function: none while a debugger may hold it. */
export function limitMs({ inspectPort }: FunctionSettings, usualMs: number): number {
  return inspectPort == null ? usualMs : UNLIMITED_MS;
}

function argumentsOf(settings: FunctionSettings): string[] {
  return [
    `--max-old-space-size=${settings.memoryMegabytes}`,
    "--enable-source-maps",
    projectFile("local/lambda/bootstrap.mjs"),
    settings.handlerFile,
    ...(settings.inspectPort == null ? [] : [String(settings.inspectPort)]),
  ];
}

function readLines(stream: Readable | null, onLine: (line: string) => void): LineSplitter {
  const lines = splitLines(onLine);
  stream?.setEncoding("utf8").on("data", lines.push);
  return lines;
}
