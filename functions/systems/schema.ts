import { readFileSync } from "node:fs";
import { basename } from "node:path";
import * as z from "zod";
import type { SystemsConfiguration } from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { inconsistencies } from "./consistency.ts";
import { parseJson } from "./json-text.ts";
import { type Problem, sentence, unexpected, unknownKey } from "./problem.ts";
import { STATION, SYSTEMS } from "./shape.ts";

/**
 * The check of systems.json, for whatever has the time: synth, the CLI, the local runner, tests. The functions
 * import none of this; they read the file as it stands (runtime/load-systems.ts).
 */

/** Reads and checks the file. Throws a ConfigurationError for a file that cannot be read or used. */
export function readSystems(file: string): SystemsConfiguration {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "unknown";
    const problem = code === "ENOENT" ? "there is no such file" : `the file cannot be read (${code})`;
    throw new ConfigurationError(`${file}: ${problem}, expected a list of systems`, { cause: error });
  }
  return checkSystems(text, basename(file));
}

/** The configuration that the text says. Throws a ConfigurationError for text that says none. */
export function checkSystems(text: string, fileName: string): SystemsConfiguration {
  const value = parseJson(text, fileName);
  const shape = SYSTEMS.safeParse(value, { error: expectation });
  const problems = shape.success ? [] : shape.error.issues.flatMap((issue) => problemsOf(issue, value));
  problems.push(...stationsNamedProto(value));
  // A misspelt key is why another is missing, so it is told first.
  problems.sort((a, b) => Number(b.unknownKey) - Number(a.unknownKey));
  // The value itself, not the parsed copy: zod leaves out a station called __proto__.
  const configuration = value as SystemsConfiguration;
  if (problems.length === 0) problems.push(...inconsistencies(configuration));
  const [first, ...others] = problems;
  if (first !== undefined) throw new ConfigurationError(sentence(fileName, first, others.length));
  return configuration;
}

/** The JSON Schema for editors; `systems.schema.json` holds it. */
export function systemsJsonSchema(): object {
  return z.toJSONSchema(SYSTEMS, { io: "input" });
}

type Issue = z.core.$ZodIssue;

/** What a schema without words of its own expects. Of an object with an unknown key: the known ones. */
function expectation(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "unrecognized_keys" && issue.inst instanceof z.ZodObject) {
    return Object.keys(issue.inst.shape).join(" ");
  }
  if (issue.code === "invalid_union") return '"gbfs" or "jcdecaux"';
  if (issue.code === "invalid_type") {
    const isThing = issue.expected === "object" || issue.expected === "record";
    return isThing ? "an object" : `a ${issue.expected}`;
  }
  return "something else";
}

function problemsOf(issue: Issue, root: unknown, above: readonly PropertyKey[] = []): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey(path, key, issue.message.split(" ")));
  }
  if (issue.code === "invalid_union") {
    // Of the alternatives, the one that the value tried to be: its problems are inside.
    const tried = issue.errors.find((issues) => issues.some(({ path: inside }) => inside.length > 0));
    if (tried !== undefined && !path.includes("apiKey")) {
      return tried.flatMap((inner) => problemsOf(inner, root, path));
    }
  }
  return [unexpected(path, root, issue.message)];
}

/** Ids are data, and zod looks at no key of this name. */
function* stationsNamedProto(root: unknown): Generator<Problem> {
  const systems = (root as Partial<SystemsConfiguration> | null)?.systems;
  if (!Array.isArray(systems)) return;
  for (const [index, entry] of systems.entries()) {
    const stations: unknown = entry?.stations;
    if (typeof stations !== "object" || stations === null || !Object.hasOwn(stations, "__proto__")) continue;
    const own = STATION.safeParse(Object.getOwnPropertyDescriptor(stations, "__proto__")?.value, {
      error: expectation,
    });
    const path = ["systems", index, "stations", "__proto__"];
    for (const issue of own.error?.issues ?? []) yield* problemsOf(issue, root, path);
  }
}
