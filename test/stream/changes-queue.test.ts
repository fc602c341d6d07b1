import { createServer } from "node:http";
import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { queueClient } from "../../functions/runtime/clients.ts";
import { LOCAL_ACCOUNT } from "../../functions/runtime/local-account.ts";
import { ChangesQueues, changesResponse, readChanges } from "../../functions/stream/changes-queue.ts";
import { closeAtOnce, listenOnLoopback } from "../../local/emulators/ports.ts";
import { createQueue } from "../../local/emulators/queue.ts";

const NOW = Date.UTC(2026, 5, 1, 18);
const QUEUE = "stationwatch-told-program";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: NOW }));
afterEach(() => void vi.useRealTimers());

test("a batch names the receiver of each message, when it was queued, and how often it was received", () => {
  const record = {
    messageId: "m",
    receiptHandle: "r",
    body: "{}",
    attributes: { SentTimestamp: "1780336800000", ApproximateReceiveCount: "3" },
    eventSourceARN: `arn:aws:sqs:eu-west-1:123456789012:${QUEUE}`,
  };
  expect(readChanges({ Records: [record] } as unknown as SQSEvent, "stationwatch-told-")).toEqual([
    {
      messageId: "m",
      receiptHandle: "r",
      queueName: QUEUE,
      receiver: "program",
      body: "{}",
      queuedAt: 1_780_336_800_000,
      attempts: 3,
    },
  ]);
  expect(changesResponse(["m"])).toEqual({ batchItemFailures: [{ itemIdentifier: "m" }] });
});

test.each([
  [0, 1],
  [90_001, 91],
  [24 * 3_600_000, 11 * 3_600],
])("a message that is put off by %i ms is hidden for %i seconds", async (ms, seconds) => {
  const queue = createQueue([QUEUE], () => {});
  const server = createServer((request, response) => void queue.handle(request, response));
  const port = await listenOnLoopback(server, 0);
  onTestFinished(() => closeAtOnce(server));
  const client = queueClient({ endpoint: `http://127.0.0.1:${port}`, ...LOCAL_ACCOUNT });
  onTestFinished(() => client.destroy());
  queue.send(QUEUE, "{}");
  const [message] = queue.take(QUEUE, 1, 360);
  await new ChangesQueues(client).postpone(
    { queueName: QUEUE, receiptHandle: message?.ReceiptHandle ?? "" },
    ms,
  );
  vi.setSystemTime(NOW + seconds * 1_000 - 1);
  expect(queue.take(QUEUE, 1, 360)).toEqual([]);
  vi.setSystemTime(NOW + seconds * 1_000);
  expect(queue.take(QUEUE, 1, 360)).toMatchObject([{ Attributes: { ApproximateReceiveCount: "2" } }]);
});
