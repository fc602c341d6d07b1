import { join } from "node:path";
import { LOOPBACK } from "../emulators/ports.ts";
import type { EmulatorKind } from "./emulator.ts";
import { pythonOf } from "./python.ts";
import { startPythonService } from "./python-service.ts";

const VERSION = "1.5.33";
const NAME = `MiniStack ${VERSION}`;
const MODULES = join(import.meta.dirname, "../../node_modules");
const READY_TIMEOUT_MS = 20_000;

export const MINISTACK: EmulatorKind = {
  name: NAME,
  script: "ministack",
  async start(port, stop) {
    const python = await pythonOf(
      { name: NAME, pythonAtLeast: [3, 10], requirement: `ministack==${VERSION}`, constraints: null },
      stop,
    );
    return await startPythonService(
      {
        name: NAME,
        python,
        script: "start-ministack.py",
        endpoint: `http://${LOOPBACK}:${port}`,
        healthPath: "/_ministack/health",
        readyTimeoutMs: READY_TIMEOUT_MS,
        variables: () => ({
          // Otherwise it listens on all interfaces.
          BIND_HOST: LOOPBACK,
          GATEWAY_PORT: String(port),
          IOT_MTLS_ENABLED: "0",
          NODE_PATH: MODULES,
        }),
      },
      stop,
    );
  },
};
