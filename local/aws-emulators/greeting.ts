import { COMMAND } from "../terminal.ts";
import { emulatorVariables } from "./variables.ts";

/** The first questions to ask. */
const QUERIES = ["alerts list --open", "stations list --empty", "doctor"];

/** Returns what a person types in a second terminal: the variables to set, and the first queries. */
export function firstLines(endpoint: string, stack: string): string[] {
  const variables = Object.entries(emulatorVariables(endpoint));
  return [
    ...variables.map(([name, value]) => `export ${name}=${value}`),
    ...QUERIES.map((query) => `${COMMAND} ${query} --stack ${stack}`),
  ];
}
