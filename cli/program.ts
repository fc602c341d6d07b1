import { readFileSync } from "node:fs";
import { Command } from "commander";
import { oneLine } from "../functions/words/text.ts";
import { projectFile } from "../local/lambda/project-file.ts";
import { defineAlerts } from "./definitions/alerts.ts";
import { defineOperations } from "./definitions/operations.ts";
import { definePlaces } from "./definitions/places.ts";
import { defineReplay } from "./definitions/replay.ts";
import { defineStations } from "./definitions/stations.ts";
import { defineStatistics } from "./definitions/statistics.ts";
import { defineSystems } from "./definitions/systems.ts";
import type { World } from "./world.ts";

const AFTER = `
Where: --endpoint, else AWS_ENDPOINT_URL, else the pipeline that npm start runs in this folder, else AWS.
What was deployed is found by the name of its stack: --stack, with --region and --profile where they are needed.
Exit codes: 0 done, 1 something failed, 2 bad input or configuration.
Data goes to stdout, everything else to stderr.

Examples:
  $ stationwatch alerts list --open
  $ stationwatch doctor --stack stationwatch-dev
  $ stationwatch stations show lyon 10001
  $ stationwatch replay ./tapes/lyon --rules plain --format csv`;

/** The command with all its words; what they do is loaded when it is asked for. */
export function createProgram(world: World): Command {
  const { terminal } = world;
  const program = new Command("stationwatch")
    .description("Which bike-share stations are empty, full or closed, and since when.")
    .version(versionOf(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .addHelpText("after", AFTER)
    .showHelpAfterError("(--help says more)")
    .exitOverride()
    .configureOutput({
      writeOut: terminal.write,
      writeErr: (text) => terminal.say(text.trimEnd()),
      outputError: (text, write) => write(oneLine(text.replace(/^error: /, "stationwatch: "))),
      getOutHelpWidth: () => terminal.columns ?? 100,
      getErrHelpWidth: () => terminal.columns ?? 100,
      getOutHasColors: () => terminal.colors,
      getErrHasColors: () => terminal.colors,
    });
  const definitions = [defineAlerts, defineStations, defineStatistics, defineSystems, defineReplay];
  for (const define of [...definitions, defineOperations]) define(program, world);
  definePlaces(program);
  return program;
}

function versionOf(): string {
  const { version } = JSON.parse(readFileSync(projectFile("package.json"), "utf8")) as { version: string };
  return version;
}
