// Ends this process when its parent is gone. The parent holds the other end of file descriptor 3 and never
// writes to it: when the parent dies, however it dies, the descriptor ends. A thread of its own watches it, so
// that code which blocks the main thread for ever is ended as well.
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
