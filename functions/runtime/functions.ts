import { ENVIRONMENT } from "./environment.ts";

/** The variables that a deployed function may have; only the local runner sets the others. */
type DeployedVariable = Exclude<keyof typeof ENVIRONMENT, "pollClock" | "loopbackFeeds" | "systemsFile">;

interface FunctionRow {
  /** What the handler itself reads: a constant of its own, so that a bundle holds no more of this file. */
  readonly handler: {
    /** The variables without which the function does not start. */
    readonly variables: readonly DeployedVariable[];
    /** Each metric is billed, so none is counted per system or per station. */
    readonly metrics: readonly string[];
  };
  readonly limits: { readonly timeoutMs: number; readonly memoryMegabytes: number };
  /** What `stationwatch invoke` sends when it is given no event, with help; `at` in milliseconds since the epoch. */
  readonly trial: { readonly help: string; readonly event: (at: number) => object };
}

export const POLL = {
  variables: ["streamName", "pollsTable"],
  metrics: ["snapshots", "unchanged", "failed", "left", "down"],
} as const satisfies FunctionRow["handler"];

export const DETECT = {
  variables: ["stateTable", "alertsTable", "windowsTable", "historyTable", "busName", "faultsQueueUrl"],
  metrics: ["opened", "resolved", "faults", "conflicts", "retried", "throttled"],
} as const satisfies FunctionRow["handler"];

export const TELL = {
  variables: ["receiversTable", "alertsTable", "peopleTable", "historyTable", "mailTopics"],
  metrics: ["sent", "waiting", "refused", "unfollowed", "failed"],
} as const satisfies FunctionRow["handler"];

/** The deployed functions by their folders' names. All that builds, deploys, runs or watches one reads this list. */
export const FUNCTIONS = {
  poll: {
    handler: POLL,
    /** Shorter than a system's lease, so that no poller takes over a system from one that still runs. */
    limits: { timeoutMs: 50_000, memoryMegabytes: 512 },
    trial: {
      help: "poll gets a scheduled event of now",
      event: (at) => {
        const time = new Date(at).toISOString();
        return { source: "aws.events", "detail-type": "Scheduled Event", time, resources: [], detail: {} };
      },
    },
  },
  detect: {
    handler: DETECT,
    /**
     * A system of 20,000 stations that all end one alert and open another takes 40,000 writes: about 17 seconds of a
     * whole core (`npm run bench -- large`), and 1,024 MB give a bit more than half a core.
     */
    limits: { timeoutMs: 180_000, memoryMegabytes: 1_024 },
    trial: { help: "detect one without records", event: () => ({ Records: [] }) },
  },
  tell: {
    handler: TELL,
    /** A claim lasts as long: nobody else sends the same message meanwhile. */
    limits: { timeoutMs: 60_000, memoryMegabytes: 512 },
    trial: { help: "tell a tick of now", event: (at) => ({ time: new Date(at).toISOString() }) },
  },
} as const satisfies Readonly<Record<string, FunctionRow>>;

export type FunctionName = keyof typeof FUNCTIONS;
export const FUNCTION_NAMES = /* @__PURE__ */ Object.keys(FUNCTIONS) as FunctionName[];

/** A value for each variable that the function reads. */
export type FunctionVariables<Name extends FunctionName> = Readonly<
  Record<(typeof FUNCTIONS)[Name]["handler"]["variables"][number], string>
>;

/** Returns the function's environment: the variables that it reads, and no others, by their names outside. */
export function functionEnvironment<Name extends FunctionName>(
  name: Name,
  values: FunctionVariables<Name>,
): Record<string, string> {
  const variables: readonly (keyof FunctionVariables<Name>)[] = FUNCTIONS[name].handler.variables;
  return Object.fromEntries(variables.map((variable) => [ENVIRONMENT[variable], values[variable]]));
}
