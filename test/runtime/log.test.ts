import { afterEach, expect, test, vi } from "vitest";
import { log } from "../../functions/runtime/log.ts";

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test.each(["INFO", "WARN", "ERROR"] as const)("a line of %s has what Lambda filters by", (level) => {
  vi.useFakeTimers({ now: Date.parse("2026-05-04T08:00:00.250Z"), toFake: ["Date"] });
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  log(level, "stopped", { reason: "two\nlines" });
  const line = String(write.mock.calls[0]?.[0]);
  expect(line).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(line)).toEqual({
    timestamp: "2026-05-04T08:00:00.250Z",
    level,
    message: "stopped",
    reason: "two\nlines",
  });
});
