import { ENVIRONMENT } from "./environment.ts";

/** The variables that a deployed function may have; the others are the local runner's. */
type DeployedVariable = Exclude<keyof typeof ENVIRONMENT, "pollClock" | "loopbackFeeds" | "systemsFile">;

interface FunctionSettings {
  /** What the handler itself reads: a constant apart, so that a bundle holds no more of this file. */
  readonly handler: {
    /** The variables without which the function does not start. */
    readonly variables: readonly DeployedVariable[];
    /** Each metric is billed: none per system, never one per station. */
    readonly metrics: readonly string[];
  };
  readonly limits: { readonly timeoutMs: number; readonly memoryMegabytes: number };
  /** The event of `stationwatch invoke` where it is given none, and its help; `at` in milliseconds since the epoch. */
  readonly trial: { readonly help: string; readonly event: (at: number) => object };
}

export const POLL = {
  variables: ["streamName", "pollsTable"],
  metrics: ["snapshots", "unchanged", "failed", "left", "down"],
} as const satisfies FunctionSettings["handler"];

export const DETECT = {
  variables: ["stateTable", "alertsTable", "windowsTable", "busName", "faultsQueueUrl"],
  metrics: ["opened", "resolved", "faults", "conflicts"],
} as const satisfies FunctionSettings["handler"];

/** The deployed functions by the name of their folder. All that builds, deploys, runs or watches one goes by this list. */
export const FUNCTIONS = {
  poll: {
    handler: POLL,
    /** Less than a system's lease lasts, so that nobody takes one over from a poller that still runs. */
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
     * A city of 10,000 stations that all change at once is some 20,000 writes to flush: about 20 seconds of a whole
     * core, of which 1,024 MB is a bit more than half.
     */
    limits: { timeoutMs: 180_000, memoryMegabytes: 1_024 },
    trial: { help: "detect one without records", event: () => ({ Records: [] }) },
  },
} as const satisfies Readonly<Record<string, FunctionSettings>>;

export type FunctionName = keyof typeof FUNCTIONS;
export const FUNCTION_NAMES = /* @__PURE__ */ Object.keys(FUNCTIONS) as FunctionName[];

/** A value for each variable of the function. */
export type FunctionVariables<Name extends FunctionName> = Readonly<
  Record<(typeof FUNCTIONS)[Name]["handler"]["variables"][number], string>
>;

/** The function's environment: its variables under their names outside, and none that it does not read. */
export function functionEnvironment<Name extends FunctionName>(
  name: Name,
  values: FunctionVariables<Name>,
): Record<string, string> {
  const variables: readonly (keyof FunctionVariables<Name>)[] = FUNCTIONS[name].handler.variables;
  return Object.fromEntries(variables.map((variable) => [ENVIRONMENT[variable], values[variable]]));
}
