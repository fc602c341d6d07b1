import { quoted } from "../../functions/words/text.ts";
import { ServiceError } from "./json-answer.ts";

/** The parameters of a request to a queue. The readers throw a ServiceError for one that cannot be used. */
export type Input = ReadonlyMap<string, unknown>;

export function textOf(input: Input, name: string): string {
  const value = input.get(name);
  if (typeof value === "string" && value !== "") return value;
  throw new ServiceError("MissingParameter", `the request must contain the parameter ${name}`);
}

export function wholeOf(input: Input, name: string, min: number, max: number): number | null {
  const value = input.get(name) ?? null;
  if (value === null) return null;
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  const message = `${name} is ${quoted(value)}: expected a whole number from ${min} to ${max}`;
  throw new ServiceError("InvalidParameterValue", message);
}

/** Reads a list of objects, each with parameters of its own. */
export function listOf(input: Input, name: string): Input[] {
  const value = input.get(name);
  if (!Array.isArray(value)) throw new ServiceError("MissingParameter", `the request must list ${name}`);
  return value.map((entry) => new Map(Object.entries(Object(entry))));
}
