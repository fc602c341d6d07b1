import { Argument, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { atPlace } from "../places.ts";
import type { World } from "../world.ts";

export function invoke(program: CommandUnknownOpts, world: World): void {
  const command = program
    .command("invoke")
    .description("runs a function once, as it is deployed: same handler, same time-out")
    .addArgument(new Argument("<function>", "which one").choices(["poll", "detect"] as const))
    .option("--event <file>", "JSON of the event; - is stdin")
    .option("--deployed", "there, not here: the function of the stack that --stack names");
  atPlace(command)
    .addHelpText(
      "after",
      `
Without --event: poll gets a scheduled event of now, detect one without records.
Its result goes to stdout, its log to stderr.

Example:
  $ stationwatch invoke poll
  $ stationwatch invoke poll --deployed --stack stationwatch-dev`,
    )
    .action(async (name, { event: file, deployed, ...place }) => {
      const { eventOf } = await import("../invocation/event.ts");
      const event = await eventOf(name, file, world.now());
      if (deployed === true) {
        const { invokeDeployed } = await import("../invocation/deployed.ts");
        return await invokeDeployed(name, event, place, world);
      }
      const { invokeHere } = await import("../invocation/here.ts");
      await invokeHere(name, event, place, world);
    });
}
