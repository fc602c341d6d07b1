import { Argument, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { FUNCTION_NAMES, FUNCTIONS } from "../../functions/runtime/functions.ts";
import { readWholeNumber } from "../options.ts";
import { atPlace } from "../places.ts";
import type { World } from "../world.ts";

export function invoke(program: CommandUnknownOpts, world: World): void {
  const command = program
    .command("invoke")
    .description("runs a function once, as it is deployed: same handler, same time-out")
    .addArgument(new Argument("<function>", "which one").choices(FUNCTION_NAMES))
    .option("--event <file>", "JSON of the event; - is stdin")
    .option("--deployed", "run it in AWS, in the stack that --stack names, not here")
    .addOption(
      new Option("--inspect [port]", "waits for a debugger on 127.0.0.1")
        .argParser(readWholeNumber(0, 65_535))
        .preset("0")
        .conflicts("deployed"),
    );
  atPlace(command)
    .addHelpText(
      "after",
      `
Without --event: ${FUNCTION_NAMES.map((name) => FUNCTIONS[name].trial.help).join(", ")}.
Its result goes to stdout, its log to stderr.
--inspect takes a free port where none is given, stops before the handler is called, and sets no time-out.

Example:
  $ stationwatch invoke poll
  $ stationwatch invoke detect --inspect
  $ stationwatch invoke poll --deployed --stack stationwatch-dev`,
    )
    .action(async (name, { event: file, deployed, inspect, ...place }) => {
      const { eventOf } = await import("../invocation/event.ts");
      const eventAt = await eventOf(name, file);
      const run = async () => {
        if (deployed === true) {
          const { invokeDeployed } = await import("../invocation/deployed.ts");
          return await invokeDeployed(name, eventAt(world.now()), place, world);
        }
        const { invokeHere } = await import("../invocation/here.ts");
        return await invokeHere(name, eventAt, inspect === undefined ? null : Number(inspect), place, world);
      };
      world.terminal.write(`${JSON.stringify(await run(), null, 2)}\n`);
    });
}
