import { join } from "node:path";
import { startDynamo } from "../emulators/dynamo.ts";
import { startKinesis } from "../emulators/kinesis.ts";
import { LOOPBACK } from "../emulators/ports.ts";
import type { EmulatorKind } from "./emulator.ts";
import { startFunctionsHost } from "./functions-host.ts";
import { pythonOf } from "./python.ts";
import { startPythonService } from "./python-service.ts";

/** The newest open core on PyPI; LocalStack has ended its open edition with it. */
const VERSION = "2026.3.0";
const NAME = `LocalStack ${VERSION}`;
const READY_TIMEOUT_MS = 120_000;

/** LocalStack without Docker: what it would download or run in containers is this project's own. */
export const LOCALSTACK: EmulatorKind = {
  name: NAME,
  script: "localstack",
  async start(port, stop) {
    const python = await pythonOf(
      {
        name: NAME,
        // Its metadata says 3.10, but it does not load on less.
        pythonAtLeast: [3, 13],
        requirement: `localstack-core[runtime]==${VERSION}`,
        constraints: join(import.meta.dirname, "localstack-constraints.txt"),
      },
      stop,
    );
    const parts: { close(): Promise<void> }[] = [];
    const closeParts = async () => {
      await Promise.all(parts.map((part) => part.close()));
    };
    try {
      const dynamo = await startDynamo();
      parts.push(dynamo);
      const kinesis = await startKinesis();
      parts.push(kinesis);
      const functions = await startFunctionsHost();
      parts.push(functions);
      const elsewhere = {
        STATIONWATCH_DYNAMO_PORT: new URL(dynamo.endpoint).port,
        STATIONWATCH_KINESIS_PORT: new URL(kinesis.endpoint).port,
        STATIONWATCH_FUNCTIONS_URL: functions.url,
      };
      const service = await startPythonService(
        {
          name: NAME,
          python,
          script: "start-localstack.py",
          endpoint: `http://${LOOPBACK}:${port}`,
          healthPath: "/_localstack/health",
          readyTimeoutMs: READY_TIMEOUT_MS,
          variables: (folder) => ({ ...settingsOf(port, folder), ...elsewhere }),
        },
        stop,
      );
      const close = async () => {
        await service.close();
        await closeParts();
      };
      return { ...service, close };
    } catch (error) {
      await closeParts();
      throw error;
    }
  },
};

/** LocalStack's own settings, for a process that is in no container and whose files lie in the folder. */
function settingsOf(port: number, folder: string): Record<string, string> {
  return {
    GATEWAY_LISTEN: `${LOOPBACK}:${port}`,
    LOCALSTACK_HOST: `localhost:${port}`,
    OVERRIDE_IN_DOCKER: "0",
    FILESYSTEM_ROOT: folder,
    // No name server.
    DNS_ADDRESS: "0",
    // Otherwise it reports its use and fetches a certificate.
    DISABLE_EVENTS: "1",
    SKIP_SSL_CERT_DOWNLOAD: "1",
    SQS_ENDPOINT_STRATEGY: "path",
    // An empty stream is read each second, as on AWS.
    LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC: "1",
  };
}
