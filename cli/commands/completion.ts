import { Argument, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { COMPLETE, candidates } from "../completion/candidates.ts";
import { SCRIPTS, SHELLS } from "../completion/scripts.ts";
import type { World } from "../world.ts";

export function completion(program: CommandUnknownOpts, { terminal }: World): void {
  program
    .command("completion")
    .description("prints the script with which a shell completes commands, options and their values")
    .addArgument(new Argument("<shell>", "which shell").choices(SHELLS))
    .addHelpText(
      "after",
      `
It completes the command by whatever path it is called.

Example:
  $ stationwatch completion bash >> ~/.bash_completion
  $ stationwatch completion zsh > ~/.zfunc/_stationwatch
  $ stationwatch completion fish > ~/.config/fish/completions/stationwatch.fish`,
    )
    .action((shell) => terminal.write(SCRIPTS[shell]));
  program
    .command(COMPLETE, { hidden: true })
    .argument("[words...]")
    .action((words) => {
      for (const word of candidates(program, words)) terminal.write(`${word}\n`);
    });
}
