import { Argument, type Command, Option } from "commander";
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName } from "../../functions/runtime/functions.ts";
import type { DoctorOptions } from "../commands/doctor.ts";
import type { InvokeOptions } from "../commands/invoke.ts";
import { endpointOption, readWholeNumber, utcOption } from "../options.ts";
import type { World } from "../world.ts";

export function defineOperations(program: Command, world: World): void {
  program
    .command("invoke")
    .description("runs a function once, as it is deployed: same handler, same time-out")
    .addArgument(new Argument("<function>", "which one").choices(FUNCTION_NAMES))
    .option("--event <file>", "JSON of the event; - is stdin")
    .option("--deployed", "there, not here: the function of the stack that --stack names")
    .addOption(
      new Option("--inspect [port]", "waits for a debugger on 127.0.0.1")
        .argParser(readWholeNumber(0, 65_535))
        .preset("0")
        .conflicts("deployed"),
    )
    .addOption(endpointOption())
    .addHelpText(
      "after",
      `
Without --event: ${FUNCTION_NAMES.map((name) => FUNCTIONS[name].trial.help).join(", ")}.
Its result goes to stdout, its log to stderr.
--inspect takes a free port where none is given, stops before the handler is called, and lets it take its time.

Example:
  $ stationwatch invoke poll
  $ stationwatch invoke detect --inspect
  $ stationwatch invoke poll --deployed --stack stationwatch-dev`,
    )
    .action(async (name: FunctionName, options: InvokeOptions) => {
      const { invoke } = await import("../commands/invoke.ts");
      await invoke(name, options, world);
    });
  program
    .command("doctor")
    .description("is everything reachable, and is every system polled and folded")
    .addOption(utcOption())
    .addOption(endpointOption())
    .addHelpText(
      "after",
      `
Exit code 1 when something is wrong.

Example:
  $ stationwatch doctor`,
    )
    .action(async (options: DoctorOptions) => {
      const { examine } = await import("../commands/doctor.ts");
      await examine(options, world);
    });
}
