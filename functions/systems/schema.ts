import { readFileSync } from "node:fs";
import { basename } from "node:path";
import * as z from "zod";
import type { SystemsConfiguration } from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { inconsistencies } from "./consistency.ts";
import { parseJson } from "./json-text.ts";
import { isSecretPlace, type Problem, sentences, unexpected, unknownKey } from "./problem.ts";
import { STATION, SYSTEMS } from "./shape.ts";

/**
 * The check of systems.json, done by synth, the CLI, the local runner and tests. The functions import none of this:
 * they have no time for it and read the file as it is (runtime/load-systems.ts).
 */

/** Reads and checks the file. Throws a ConfigurationError when it cannot be read or used. */
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

/** Checks the text and returns its configuration. Throws a ConfigurationError that tells all problems. */
export function checkSystems(text: string, fileName: string): SystemsConfiguration {
  const value = parseJson(text, fileName);
  const shape = SYSTEMS.safeParse(value, { error: expectation });
  const problems = shape.success ? [] : shape.error.issues.flatMap((issue) => problemsOf(issue, value));
  problems.push(...stationsNamedProto(value));
  // Unknown keys come first: a misspelt key is often why another is missing.
  problems.sort((a, b) => Number(b.unknownKey) - Number(a.unknownKey));
  // Returns the value itself, not the parsed copy: zod leaves out a station called __proto__.
  const configuration = value as SystemsConfiguration;
  if (problems.length === 0) problems.push(...inconsistencies(configuration));
  if (problems.length > 0) throw new ConfigurationError(sentences(fileName, onePerPlace(problems)));
  return configuration;
}

/** Returns the first problem of each place: what else is wrong there says nothing more. */
function onePerPlace(problems: readonly Problem[]): Problem[] {
  const byPlace = new Map<string, Problem>();
  for (const problem of problems) {
    const place = JSON.stringify(problem.path);
    if (!byPlace.has(place)) byPlace.set(place, problem);
  }
  return [...byPlace.values()];
}

/** Returns the JSON Schema for editors, which is kept in `systems.schema.json`. */
export function systemsJsonSchema(): object {
  return z.toJSONSchema(SYSTEMS, { io: "input" });
}

type Issue = z.core.$ZodIssue;

/** Returns what a schema without an error text expects; for an unknown key, the known keys with spaces between. */
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
    // The alternative that the value tried to be is the one with problems inside the value, not at its top.
    const tried = issue.errors.find((issues) => issues.some(({ path: inside }) => inside.length > 0));
    if (tried !== undefined && !isSecretPlace(path)) {
      return tried.flatMap((inner) => problemsOf(inner, root, path));
    }
  }
  return [unexpected(path, root, issue.message)];
}

/** Checks stations called `__proto__`: feeds choose ids freely, and zod skips this key. */
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
