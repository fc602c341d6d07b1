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

/** Tables that a stack of an older version does not have; only commands that need one refuse such a stack. */
export const NAMED_LATER = ["historyTable", "peopleTable", "receiversTable", "mailTopics"] as const;
export type NamedLater = (typeof NAMED_LATER)[number];

export type Names = Readonly<Record<(typeof NAMED)[number], string>> &
  Readonly<Partial<Record<NamedLater, string>>>;

export function namesFrom(environment: NodeJS.ProcessEnv): Names {
  const named = [...NAMED, ...NAMED_LATER].map((name) => [
    name,
    environment[ENVIRONMENT[name]] || DEFAULT_NAMES[name],
  ]);
  return Object.fromEntries(named) as Names;
}
