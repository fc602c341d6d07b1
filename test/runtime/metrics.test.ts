import { afterEach, expect, test, vi } from "vitest";
import { POLL } from "../../functions/runtime/functions.ts";
import { logMetrics } from "../../functions/runtime/metrics.ts";

afterEach(() => vi.restoreAllMocks());

function written(environment: NodeJS.ProcessEnv): unknown {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  logMetrics(
    POLL.metrics,
    "polled",
    { snapshots: 2, unchanged: 1, failed: 0, due: 3 },
    1_777_888,
    environment,
  );
  expect(write).toHaveBeenCalledOnce();
  const line = String(write.mock.calls[0]?.[0]);
  expect(line).toMatch(/^[^\n]+\n$/);
  return JSON.parse(line);
}

test("a deployed function's line is also its metrics, by its name", () => {
  expect(written({ AWS_LAMBDA_FUNCTION_NAME: "poller" })).toEqual({
    timestamp: "1970-01-01T00:29:37.888Z",
    level: "INFO",
    message: "polled",
    snapshots: 2,
    unchanged: 1,
    failed: 0,
    due: 3,
    functionName: "poller",
    _aws: {
      Timestamp: 1_777_888,
      CloudWatchMetrics: [
        {
          Namespace: "stationwatch",
          Dimensions: [["functionName"]],
          Metrics: POLL.metrics.map((Name) => ({ Name, Unit: "Count" })),
        },
      ],
    },
  });
});

test("elsewhere it is only a line", () => {
  expect(written({})).toEqual({
    timestamp: "1970-01-01T00:29:37.888Z",
    level: "INFO",
    message: "polled",
    snapshots: 2,
    unchanged: 1,
    failed: 0,
    due: 3,
  });
});
