import { isBadInput } from "../functions/core/bad-input.ts";
import { messageOf } from "../functions/core/messages.ts";
import { forgetAws } from "../functions/runtime/local-account.ts";
import { printable } from "../functions/words/text.ts";
import { readStartOptions, START_HELP } from "./options.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

/** The main program of `npm start`, see START_HELP. However it ends, every process that it started ends too. */
async function main(): Promise<number> {
  const options = readStartOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(START_HELP);
    return 0;
  }
  forgetAws(process.env);
  // Set before the SDK is loaded: it warns of Node versions that it will stop supporting.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const { run } = await import("./run.ts");
  const stop = new AbortController();
  let failed: string | null = null;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      // A reader that stops reading (head, a closed terminal) is no failure, a full disk is.
      if (!("code" in error && error.code === "EPIPE"))
        failed = `cannot write the output: ${messageOf(error)}`;
      stop.abort();
    });
  }
  stopOnSignal(stop);
  const code = await run(options, stop.signal);
  if (failed !== null) throw new Error(failed);
  return code;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    // A configuration with several problems has a line for each.
    const lines = isBadInput(error) ? messageOf(error).split("\n") : [messageOf(error)];
    for (const line of lines) process.stderr.write(`${printable(line)}\n`);
    process.exit(isBadInput(error) ? 2 : 1);
  },
);
