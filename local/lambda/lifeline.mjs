// Ends this process when its parent ends. The parent holds the other end of file descriptor 3 and never writes to it:
// however the parent dies, the descriptor closes. A separate thread watches it, so that a process whose main thread is
// blocked for ever ends too.
import { Socket } from "node:net";
import { isMainThread, Worker, workerData } from "node:worker_threads";

const WATCHER = "stationwatch-lifeline";

if (isMainThread) {
  new Worker(new URL(import.meta.url), { workerData: WATCHER, execArgv: [], env: {} }).unref();
} else if (workerData === WATCHER) {
  const lifeline = new Socket({ fd: 3 });
  lifeline.on("error", () => {});
  lifeline.on("close", () => process.kill(process.pid, "SIGKILL"));
  lifeline.resume();
}
