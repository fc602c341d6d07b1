import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { expect, test, vi } from "vitest";
import { dynamoClient } from "../../functions/runtime/clients.ts";

test("a request that gets no answer fails instead of being warned about", async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const client = dynamoClient({
      endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
      region: "eu-west-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    let failed: Error | null = null;
    const asked = client.send(new GetCommand({ TableName: "t", Key: { systemId: "hill" } }));
    asked.catch((error: Error) => {
      failed = error;
    });
    for (let ms = 0; ms < 120_000 && failed === null; ms += 500) {
      // Connecting takes real time; waiting uses the fake clock.
      for (let turns = 0; turns < 20; turns++) await turn();
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(failed).toMatchObject({ name: "TimeoutError" });
  } finally {
    vi.useRealTimers();
    silent.closeAllConnections();
    silent.close();
  }
});
