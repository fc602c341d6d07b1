import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { formatOption, matchOption, nearOption, ruleOption, systemOption, utcOption } from "../options.ts";
import { byOption } from "../people/texts.ts";

/** Adds what the commands share that do something with alerts: which alerts, and who does it. */
export function handlingCommand(alerts: CommandUnknownOpts, name: string, description: string) {
  return alerts
    .command(name)
    .description(description)
    .argument(
      "[alert...]",
      "ids, or unambiguous beginnings of ids, or STATION/RULE for the newest such alert",
    )
    .addOption(systemOption())
    .option("--station <id...>", "all open alerts of this station; may be repeated")
    .addOption(ruleOption())
    .addOption(matchOption())
    .addOption(nearOption())
    .addOption(byOption("who does it"))
    .option("--yes", "do not ask, however many alerts there are")
    .addOption(formatOption())
    .addOption(utcOption());
}

export const HANDLING_HELP = `
Without ids, all open alerts are meant that fit --system, --station, --rule, --match and --near; more than 25 ask first.
The name is a claim: whoever may write to the table may give any. The log keeps beside it who AWS says it was.`;

/** Returns whether a variable, and no option, names the systems. */
export function systemSource(command: CommandUnknownOpts): { readonly isSystemDefault: boolean } {
  return { isSystemDefault: command.getOptionValueSource("system") === "env" };
}
