import { type LogFields, logAt } from "./log.ts";

/** The namespace of the functions' own metrics. */
export const METRICS_NAMESPACE = "stationwatch";
/** Its value is the deployed function's name, so that two stacks are counted apart. */
export const METRICS_DIMENSION = "functionName";

/**
 * Writes a log line that CloudWatch also reads as metrics (the embedded metric format): no call, permission or client
 * is needed. Outside Lambda (without AWS_LAMBDA_FUNCTION_NAME) it is only a log line. `metrics` are the fields that
 * become metrics, `at` is in milliseconds since the epoch.
 */
export function logMetrics(
  metrics: readonly string[],
  message: string,
  fields: LogFields,
  at: number,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const functionName = environment.AWS_LAMBDA_FUNCTION_NAME;
  if (functionName === undefined) {
    logAt(at, "INFO", message, fields);
    return;
  }
  const directive = {
    Namespace: METRICS_NAMESPACE,
    Dimensions: [[METRICS_DIMENSION]],
    Metrics: metrics.map((Name) => ({ Name, Unit: "Count" })),
  };
  const _aws = { Timestamp: at, CloudWatchMetrics: [directive] };
  logAt(at, "INFO", message, { ...fields, [METRICS_DIMENSION]: functionName, _aws });
}
