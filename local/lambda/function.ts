import { randomBytes, randomUUID } from "node:crypto";
import { type FunctionSettings, functionArn } from "./child-variables.ts";
import { ExecutionEnvironment, limitMs } from "./execution-environment.ts";
import { failure, type InvocationResult, type Outcome, resultOf } from "./invocation.ts";
import { type Invocation, PAYLOAD_BYTES_MAX } from "./runtime-api.ts";

export interface LocalFunction {
  /**
   * Waits for its turn, runs, and resolves with the result: whatever the function does, this does not reject. It throws
   * only for an event that is not JSON.
   */
  invoke(event: unknown): Promise<InvocationResult>;
  /** Kills the process. Invocations that wait or run end as crashes. */
  close(): Promise<void>;
}

/** Makes a function that runs one invocation at a time, and keeps its environment for as long as that lives. */
export function createFunction(settings: FunctionSettings): LocalFunction {
  const { name, memoryMegabytes } = settings;
  const closed = failure("crash", "Function.Closed", `the function "${name}" was closed before it answered`);
  let environment: ExecutionEnvironment | null = null;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  async function run(requestId: string, event: string): Promise<InvocationResult> {
    let initDurationMs: number | null = null;
    const ended = (given: Outcome, durationMs = 0) => {
      const outcome = isClosed && given.status !== "success" ? closed : given;
      return resultOf({ requestId, outcome, durationMs, initDurationMs, memoryMegabytes });
    };
    if (isClosed) return ended(closed);
    if (Buffer.byteLength(event) > PAYLOAD_BYTES_MAX) {
      const message = `the event is larger than the ${PAYLOAD_BYTES_MAX} bytes that Lambda takes`;
      return ended(failure("error", "RequestTooLarge", message));
    }
    try {
      if (environment === null || environment.isOver) {
        const startedAt = performance.now();
        environment = await ExecutionEnvironment.start(settings);
        if (isClosed) await environment.stop();
        const init = await environment.init();
        initDurationMs = performance.now() - startedAt;
        if (init.status !== "ready") return ended(init);
      }
      const startedAt = performance.now();
      const outcome = await environment.invoke(invocationOf(requestId, event, settings));
      return ended(outcome, performance.now() - startedAt);
    } catch (thrown) {
      return ended(failure("init-error", "Sandbox.Failure", `the environment cannot be started: ${thrown}`));
    }
  }

  return {
    async invoke(event) {
      const text = JSON.stringify(event ?? null);
      const result = last.then(() => run(randomUUID(), text));
      last = result;
      return await result;
    },
    async close() {
      isClosed = true;
      await environment?.stop();
      // An environment that is just being started is stopped by the run that starts it.
      await last;
    },
  };
}

function invocationOf(requestId: string, event: string, settings: FunctionSettings): Invocation {
  const now = Date.now();
  const root = `1-${Math.floor(now / 1_000).toString(16)}-${randomBytes(12).toString("hex")}`;
  return {
    requestId,
    event,
    deadlineAt: now + limitMs(settings, settings.timeoutMs),
    functionArn: functionArn(settings),
    traceId: `Root=${root};Sampled=0`,
  };
}
