import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionSettings } from "../../../local/lambda/child-variables.ts";
import { createFunction, type LocalFunction } from "../../../local/lambda/function.ts";
import type { InvocationResult } from "../../../local/lambda/invocation.ts";

/** A result, and what the process printed during the invocation. */
interface Logged extends InvocationResult {
  readonly logs: readonly string[];
}

interface LoggedFunction {
  invoke(event: unknown): Promise<Logged>;
  close(): Promise<void>;
}

/** Long enough for a process to start on a busy machine. */
export const TIMEOUT_MS = 60_000;

/** Handlers written to a folder of their own, and the functions made from them. */
export class Handlers {
  readonly #folder = mkdtempSync(join(tmpdir(), "stationwatch-lambda-"));
  readonly #functions: LocalFunction[] = [];

  write(fileName: string, source: string): string {
    const path = join(this.#folder, fileName);
    writeFileSync(path, source);
    return path;
  }

  start(source: string, options: Partial<FunctionSettings> = {}): LoggedFunction {
    const handlerFile = this.write(`handler-${this.#functions.length}.mjs`, source);
    const lines: string[] = [];
    const started = createFunction({
      name: "tried",
      handlerFile,
      environment: {},
      timeoutMs: TIMEOUT_MS,
      memoryMegabytes: 128,
      ...options,
      onLog: (line) => {
        lines.push(line);
        options.onLog?.(line);
      },
    });
    this.#functions.push(started);
    return {
      invoke: async (event) => ({ ...(await started.invoke(event)), logs: lines.splice(0) }),
      close: () => started.close(),
    };
  }

  async end(): Promise<void> {
    await Promise.all(this.#functions.map((started) => started.close()));
    rmSync(this.#folder, { recursive: true });
  }
}
