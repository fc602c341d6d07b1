import { quoted } from "../words/text.ts";
import { nearest } from "./nearest.ts";

/** One thing wrong with a configuration. */
export interface Problem {
  /** The keys from the file's root to the place. */
  readonly path: readonly PropertyKey[];
  /** The rest of the sentence that begins with the path. */
  readonly says: string;
  readonly unknownKey: boolean;
}

/** Longer keys are shown in quotes and cut; no key of the schema is longer. */
const NAME_CHARACTERS_MAX = 40;

export function unexpected(path: readonly PropertyKey[], root: unknown, expected: string): Problem {
  return { path, says: `is ${shown(path, valueAt(root, path))}, expected ${expected}`, unknownKey: false };
}

export function unknownKey(path: readonly PropertyKey[], key: string, knownKeys: readonly string[]): Problem {
  const near = nearest(key, knownKeys);
  const advice = near === null ? `expected one of ${knownKeys.join(", ")}` : `did you mean ${near}?`;
  return { path: [...path, key], says: `is an unknown key: ${advice}`, unknownKey: true };
}

/** The most problems that are written out. */
const SENTENCES_MAX = 20;

/** Returns a sentence for each problem, one a line; of very many the first ones, and how many more there are. */
export function sentences(fileName: string, problems: readonly Problem[]): string {
  const lines = problems.slice(0, SENTENCES_MAX).map(({ path, says }) => {
    return `${fileName}: ${path.length === 0 ? "the whole file" : written(path)} ${says}`;
  });
  const more = problems.length - lines.length;
  return [
    ...lines,
    ...(more > 0 ? [`${fileName}: and ${more} more ${more === 1 ? "problem" : "problems"}`] : []),
  ].join("\n");
}

/** Returns the path as `systems[2].stations["12 bis"].rules`. */
function written(path: readonly PropertyKey[]): string {
  let text = "";
  for (const key of path) {
    if (typeof key === "number") text += `[${key}]`;
    else if (isName(String(key))) text += text === "" ? String(key) : `.${String(key)}`;
    else text += `[${quoted(String(key))}]`;
  }
  return text;
}

function isName(key: string): boolean {
  return key.length <= NAME_CHARACTERS_MAX && /^[A-Za-z_$][\w$]*$/.test(key);
}

/** Reads only own properties: a station id may be `__proto__`. */
function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}

/** Returns whether people may have written a secret there, in place of where it is kept. */
export function isSecretPlace(path: readonly PropertyKey[]): boolean {
  const [list, , key = ""] = path;
  if (list === "receivers") return key === "url" || key === "to" || key === "secret";
  return path.includes("apiKey") || path.includes("headers");
}

/** Returns a value for a sentence, without secrets: no query, no password, nothing of a secret place. */
function shown(path: readonly PropertyKey[], value: unknown): string {
  if (isSecretPlace(path) && value !== undefined && typeof value !== "object") {
    return `a ${typeof value} that is not shown here`;
  }
  if (typeof value !== "string") return quoted(value);
  return quoted(value.replace(/\/\/[^/?#]*@/, "//…@").replace(/\?.*/s, "?…"));
}
