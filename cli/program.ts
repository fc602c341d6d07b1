import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { oneLine } from "../functions/words/text.ts";
import packageJson from "../package.json" with { type: "json" };
import { alertsAck } from "./commands/alerts-ack.ts";
import { alertsExplain } from "./commands/alerts-explain.ts";
import { alertsExport } from "./commands/alerts-export.ts";
import { alertsList } from "./commands/alerts-list.ts";
import { alertsNote } from "./commands/alerts-note.ts";
import { alertsShow } from "./commands/alerts-show.ts";
import { alertsSnooze } from "./commands/alerts-snooze.ts";
import { alertsUnack } from "./commands/alerts-unack.ts";
import { completion } from "./commands/completion.ts";
import { doctor } from "./commands/doctor.ts";
import { faultsDrop } from "./commands/faults-drop.ts";
import { faultsList } from "./commands/faults-list.ts";
import { faultsRetry } from "./commands/faults-retry.ts";
import { faultsShow } from "./commands/faults-show.ts";
import { invoke } from "./commands/invoke.ts";
import { levels } from "./commands/levels.ts";
import { receiversCheck } from "./commands/receivers-check.ts";
import { receiversList } from "./commands/receivers-list.ts";
import { receiversShow } from "./commands/receivers-show.ts";
import { record } from "./commands/record.ts";
import { replay } from "./commands/replay.ts";
import { rulesDiff } from "./commands/rules-diff.ts";
import { silencesAdd } from "./commands/silences-add.ts";
import { silencesEnd } from "./commands/silences-end.ts";
import { silencesList } from "./commands/silences-list.ts";
import { stationsHistory } from "./commands/stations-history.ts";
import { stationsList } from "./commands/stations-list.ts";
import { stationsShow } from "./commands/stations-show.ts";
import { stats } from "./commands/stats.ts";
import { systemsCheck } from "./commands/systems-check.ts";
import { systemsFind } from "./commands/systems-find.ts";
import { tail } from "./commands/tail.ts";
import { definePlaces } from "./places.ts";
import type { World } from "./world.ts";

const AFTER = `
Connects to the first of: --endpoint; AWS_ENDPOINT_URL; AWS where --stack, --region or --profile asks for it; the
pipeline that npm start runs in this folder; AWS. --stack names a deployed stack.
STATIONWATCH_STACK and STATIONWATCH_SYSTEM stand for --stack and --system.
stationwatch help COMMAND prints the help of a command, stationwatch completion SHELL a script for the shell.
Exit codes: 0 done, 1 something failed, 2 bad input or configuration.
Data goes to stdout, everything else to stderr.

Examples:
  $ stationwatch alerts list --open
  $ stationwatch doctor --stack stationwatch-dev
  $ stationwatch stations show lyon 10001
  $ stationwatch replay ./tapes/lyon --rules plain --format csv`;

/** Defines all commands; the code of each is loaded only when it runs. */
export function createProgram(world: World): CommandUnknownOpts {
  const { terminal } = world;
  const program = new Command("stationwatch")
    .description("Which bike-share stations are empty, full or closed, and since when.")
    .version(packageJson.version, "-V, --version", "print the version")
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
  const alerts = group(program, "alerts", "what was empty, full or closed, and for how long", "list --open");
  const ofAlerts = [
    alertsList,
    alertsShow,
    alertsExplain,
    alertsExport,
    alertsAck,
    alertsUnack,
    alertsNote,
    alertsSnooze,
  ];
  for (const define of ofAlerts) define(alerts, world);
  const quiet = "what is not told for a while, and why";
  const silences = group(program, "silences", quiet, "list");
  for (const define of [silencesList, silencesAdd, silencesEnd]) define(silences, world);
  const told = "who is told of what, and what became of it";
  const receivers = group(program, "receivers", told, "list");
  for (const define of [receiversList, receiversShow, receiversCheck]) define(receivers, world);
  const seen = "what stations have now, as the newest poll saw them";
  const stations = group(program, "stations", seen, "list --empty");
  for (const define of [stationsList, stationsShow, stationsHistory]) define(stations, world);
  for (const define of [stats, tail]) define(program, world);
  const feeds = "find feeds, and check what they are worth";
  const systems = group(program, "systems", feeds, "find toulouse");
  for (const define of [systemsFind, systemsCheck]) define(systems, world);
  const aside = "what could not be used and was set aside, and batches that were given up";
  const faults = group(program, "faults", aside, "list");
  for (const define of [faultsList, faultsShow, faultsRetry, faultsDrop]) define(faults, world);
  const tried = "what other rules would make of the next poll";
  rulesDiff(group(program, "rules", tried, "diff patient.json"), world);
  for (const define of [levels, record, replay, invoke, doctor, completion]) define(program, world);
  definePlaces(program, world.environment);
  return program;
}

/** Adds a noun such as `alerts`, whose subcommands are verbs. */
function group(program: CommandUnknownOpts, noun: string, description: string, example: string) {
  return program
    .command(noun)
    .description(description)
    .helpCommand(false)
    .addHelpText("after", `\nExample:\n  $ stationwatch ${noun} ${example}`);
}
