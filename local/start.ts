import { isBadInput } from "../functions/core/bad-input.ts";
import { messageOf } from "../functions/core/messages.ts";
import { readStartOptions, START_HELP } from "./options.ts";

/** The main program of `npm start`, see START_HELP. However it ends, every process that it started ends too. */
async function main(): Promise<number> {
  const options = readStartOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(START_HELP);
    return 0;
  }
  // Set before the SDK is loaded: it warns of Node versions that it will stop supporting.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const { run } = await import("./run.ts");
  const stop = new AbortController();
  // A reader may stop reading (head, a closed terminal): the pipeline then stops.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => stop.abort());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      stop.abort();
      // A second signal ends the process at once, and its children with it.
      process.once(signal, () => process.exit(130));
    });
  }
  return await run(options, stop.signal);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(isBadInput(error) ? 2 : 1);
  },
);
