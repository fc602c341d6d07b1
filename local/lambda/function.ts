import { randomBytes, randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { functionArn } from "./child-variables.ts";
import { type EnvironmentSettings, ExecutionEnvironment, type OnLog } from "./execution-environment.ts";
import { failure, type InvocationResult, type Outcome, resultOf } from "./invocation.ts";
import { projectFile } from "./project-file.ts";
import { type Invocation, PAYLOAD_BYTES_MAX } from "./runtime-api.ts";

export interface LocalFunctionOptions {
  readonly name: string;
  /** Path of a bundled module, ESM or CommonJS, that exports the handler. */
  readonly handlerFile: string;
  /** `handler` where absent. */
  readonly handlerExport?: string;
  /** All that the function sees of the outside. Region and dummy keys belong in here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** How long the module may take to load; 10 s, as in Lambda, where absent. */
  readonly initTimeoutMs?: number;
  /** The limit of the heap; 128 where absent. */
  readonly memoryMegabytes?: number;
  /** How many invocations may run at once, each in an environment of its own; 1 where absent. */
  readonly concurrency?: number;
  /** Every line that the function prints, and the request that ran then: null while one starts or none runs. */
  readonly onLog: OnLog;
  /**
   * Waits for a debugger at this port of 127.0.0.1 (0: a free one, which a line tells) before the module loads, and
   * stops before the handler is called. No time-out holds then. None where null or absent.
   */
  readonly inspectPort?: number | null;
  /** Where bootstrap.mjs is; found in the project where absent. */
  readonly bootstrapFile?: string;
}

export interface InvokeOptions {
  /** A random one where absent. */
  readonly requestId?: string;
}

export interface LocalFunction {
  /**
   * Waits for its turn, runs, and tells what became of it: whatever the function does, this does not reject. It
   * throws only for an event that is no JSON.
   */
  invoke(event: unknown, options?: InvokeOptions): Promise<InvocationResult>;
  /** Kills every process. What waits or runs ends as a crash. */
  close(): Promise<void>;
}

const LOG_LINES_MAX = 10_000;
const MEMORY_MEGABYTES_DEFAULT = 128;
const INIT_TIMEOUT_MS_DEFAULT = 10_000;
/** The longest wait of a timer, 24 days: whoever debugs needs no time-out. */
const UNLIMITED_MS = 2 ** 31 - 1;

export function createFunction(options: LocalFunctionOptions): LocalFunction {
  return new PooledFunction({
    handlerExport: "handler",
    memoryMegabytes: MEMORY_MEGABYTES_DEFAULT,
    initTimeoutMs: INIT_TIMEOUT_MS_DEFAULT,
    concurrency: 1,
    inspectPort: null,
    ...options,
    ...(options.inspectPort == null ? {} : { timeoutMs: UNLIMITED_MS, initTimeoutMs: UNLIMITED_MS }),
    bootstrapFile: options.bootstrapFile ?? projectFile("local/lambda/bootstrap.mjs"),
    handlerFile: resolve(options.handlerFile),
  });
}

interface Job {
  readonly requestId: string;
  readonly event: string;
  readonly settle: (result: InvocationResult) => void;
}

/** A place for one environment, and what is being run in it. */
interface Slot {
  environment: ExecutionEnvironment | null;
  job: Job | null;
  logs: string[];
  /** Null until the handler is called. */
  requestId: string | null;
}

class PooledFunction implements LocalFunction {
  readonly #options: Required<LocalFunctionOptions>;
  readonly #slots: readonly Slot[];
  readonly #queue: Job[] = [];
  readonly #busy = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: Required<LocalFunctionOptions>) {
    this.#options = options;
    const empty = () => ({ environment: null, job: null, logs: [], requestId: null });
    this.#slots = Array.from({ length: options.concurrency }, empty);
  }

  async invoke(event: unknown, { requestId = randomUUID() }: InvokeOptions = {}): Promise<InvocationResult> {
    const text = JSON.stringify(event ?? null);
    return await new Promise((settle) => {
      this.#queue.push({ requestId, event: text, settle });
      this.#fill();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#fill();
    await Promise.all(this.#slots.map((slot) => slot.environment?.stop()));
    // An environment that was just being started is stopped by whoever started it.
    await Promise.all(this.#busy);
  }

  /** Gives waiting jobs to free slots, warm ones first. */
  #fill(): void {
    while (this.#queue.length > 0) {
      const free = this.#slots.filter((slot) => slot.job === null);
      const slot = free.find(({ environment }) => environment?.isOver === false) ?? free[0];
      const job = slot === undefined && !this.#isClosed ? undefined : this.#queue.shift();
      if (job === undefined) return;
      if (slot === undefined || this.#isClosed) {
        job.settle(this.#result(job, this.#closed(), 0, null, []));
        continue;
      }
      slot.job = job;
      const work = this.#serve(slot, job).finally(() => {
        this.#busy.delete(work);
        this.#fill();
      });
      this.#busy.add(work);
    }
  }

  async #serve(slot: Slot, job: Job): Promise<void> {
    slot.logs = [];
    const result = await this.#run(slot, job).catch((thrown) => {
      const refused = failure(
        "init-error",
        "Sandbox.Failure",
        `the environment cannot be started: ${thrown}`,
      );
      return this.#result(job, refused, 0, null, slot.logs);
    });
    slot.job = null;
    slot.requestId = null;
    job.settle(result);
  }

  async #run(slot: Slot, job: Job): Promise<InvocationResult> {
    const { logs } = slot;
    if (Buffer.byteLength(job.event) > PAYLOAD_BYTES_MAX) {
      const message = `the event is larger than the ${PAYLOAD_BYTES_MAX} bytes that Lambda takes`;
      return this.#result(job, failure("error", "RequestTooLarge", message), 0, null, logs);
    }
    let initDurationMs: number | null = null;
    if (slot.environment === null || slot.environment.isOver) {
      const startedAt = performance.now();
      slot.environment = await ExecutionEnvironment.start(this.#settingsOf(slot));
      if (this.#isClosed) await slot.environment.stop();
      const init = await slot.environment.init();
      initDurationMs = performance.now() - startedAt;
      if (init.status !== "ready")
        return this.#result(job, this.#unlessClosed(init), 0, initDurationMs, logs);
    }
    slot.requestId = job.requestId;
    const startedAt = performance.now();
    const outcome = await slot.environment.invoke(this.#invocationOf(job));
    const durationMs = performance.now() - startedAt;
    return this.#result(job, this.#unlessClosed(outcome), durationMs, initDurationMs, logs);
  }

  #invocationOf({ requestId, event }: Job): Invocation {
    const now = Date.now();
    const root = `1-${Math.floor(now / 1_000).toString(16)}-${randomBytes(12).toString("hex")}`;
    return {
      requestId,
      event,
      deadlineAt: now + this.#options.timeoutMs,
      functionArn: functionArn(this.#options),
      traceId: `Root=${root};Sampled=0`,
    };
  }

  #settingsOf(slot: Slot): EnvironmentSettings {
    return {
      ...this.#options,
      onLine: (line) => {
        if (slot.job !== null && slot.logs.length < LOG_LINES_MAX) slot.logs.push(line);
        this.#options.onLog(line, slot.requestId);
      },
    };
  }

  #result(
    { requestId }: Job,
    outcome: Outcome,
    durationMs: number,
    initDurationMs: number | null,
    logs: readonly string[],
  ): InvocationResult {
    const { memoryMegabytes } = this.#options;
    return resultOf({ requestId, outcome, durationMs, initDurationMs, logs, memoryMegabytes });
  }

  #unlessClosed(outcome: Outcome): Outcome {
    return this.#isClosed && outcome.status !== "success" ? this.#closed() : outcome;
  }

  #closed(): Outcome {
    const message = `the function "${this.#options.name}" was closed before it answered`;
    return failure("crash", "Function.Closed", message);
  }
}
