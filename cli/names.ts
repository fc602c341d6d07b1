import { DEFAULT_NAMES, ENVIRONMENT } from "../functions/runtime/environment.ts";

/** The keys of the stream, the tables and the bus, in the variables, the defaults and a stack's outputs. */
export const NAMED = [
  "streamName",
  "stateTable",
  "alertsTable",
  "windowsTable",
  "pollsTable",
  "busName",
] as const;

export type Names = Readonly<Record<(typeof NAMED)[number], string>>;

export function namesFrom(environment: NodeJS.ProcessEnv): Names {
  const named = NAMED.map((name) => [name, environment[ENVIRONMENT[name]] || DEFAULT_NAMES[name]]);
  return Object.fromEntries(named) as Names;
}
