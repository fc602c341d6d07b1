import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createFunction,
  type LocalFunction,
  type LocalFunctionOptions,
} from "../../../local/lambda/function.ts";

/** Handlers written to a folder of their own, and the functions made of them. */
export class Handlers {
  readonly #folder = mkdtempSync(join(tmpdir(), "stationwatch-lambda-"));
  readonly #functions: LocalFunction[] = [];

  write(fileName: string, source: string): string {
    const path = join(this.#folder, fileName);
    writeFileSync(path, source);
    return path;
  }

  start(source: string, options: Partial<LocalFunctionOptions> = {}): LocalFunction {
    const handlerFile = this.write(`handler-${this.#functions.length}.mjs`, source);
    const started = createFunction({
      name: "tried",
      handlerFile,
      environment: {},
      timeoutMs: 5_000,
      onLog: () => {},
      ...options,
    });
    this.#functions.push(started);
    return started;
  }

  async end(): Promise<void> {
    await Promise.all(this.#functions.map((started) => started.close()));
    rmSync(this.#folder, { recursive: true });
  }
}
