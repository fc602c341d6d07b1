import { run } from "./run.ts";
import { processWorld } from "./world.ts";

// A reader may stop early (head, a closed pager), which is not a failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
}

process.exitCode = await run(process.argv.slice(2), processWorld());
