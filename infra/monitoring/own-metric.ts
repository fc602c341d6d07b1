import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { METRICS_DIMENSION, METRICS_NAMESPACE } from "../../functions/runtime/metrics.ts";

/** Returns a metric that the function counts by itself, summed over five minutes unless another period is given. */
export function ownMetric(source: IFunction, metricName: string, period = Duration.minutes(5)): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { [METRICS_DIMENSION]: source.functionName },
    statistic: "Sum",
    period,
  });
}
