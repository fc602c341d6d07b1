import type { RuleName } from "../../functions/core/rules.ts";
import { chosenAlerts } from "../alerts/chosen.ts";
import { asking } from "../asking.ts";
import type { Style } from "../options.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { addSilence, type SilenceOptions } from "./add.ts";
import { listed } from "./list.ts";
import { printSilences } from "./print.ts";

/** Silences the station and the rule of one alert. */
export async function snooze(
  written: string,
  options: SilenceOptions & Style & { readonly system?: readonly string[] | undefined },
  world: World,
): Promise<void> {
  await asking(options, world, async (asked) => {
    const { alerts, unknown } = await chosenAlerts([written], options, asked, world);
    const [alert] = alerts;
    if (alert === undefined) throw new UserError(unknown.join("; "), BAD_INPUT);
    const { systemId, stationId, rule } = alert;
    const match = {
      systemId,
      ...(stationId === undefined ? {} : { stationIds: [stationId] }),
      rule: rule as RuleName,
    };
    const silence = await addSilence(match, options, asked, world);
    await printSilences(await listed([silence], asked, world), options, asked, world);
  });
}
