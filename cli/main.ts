import { run } from "./run.ts";
import { processWorld } from "./world.ts";

for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader may stop early (head, a closed pager), which is not a failure; a full disk is.
    if (error.code === "EPIPE") process.exit(0);
    process.stderr.write(`stationwatch: cannot write the output: ${error.message}\n`);
    process.exit(1);
  });
}

process.exitCode = await run(process.argv.slice(2), processWorld());
