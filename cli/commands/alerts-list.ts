import { type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { ALERT_ORDERS } from "../alerts/order.ts";
import { ALERT_FORMATS, type AlertFormat } from "../alerts/question.ts";
import {
  limitOption,
  matchOption,
  momentOption,
  nearOption,
  ruleOption,
  systemOption,
  TIMES_HELP,
  utcOption,
  watchOption,
} from "../options.ts";
import { atPlaceOrFolder } from "../places.ts";
import { watching } from "../watching.ts";
import type { World } from "../world.ts";

export function alertsList(alerts: CommandUnknownOpts, world: World): void {
  command(alerts).action(async (options) => {
    const { listAlerts } = await import("../alerts/list.ts");
    await watching(options, world, (shown) => listAlerts(options, shown));
  });
}

const LIMIT_DEFAULT = 50;

function command(alerts: CommandUnknownOpts) {
  const list = alerts
    .command("list")
    .description("alerts, the newest first")
    .addOption(systemOption())
    .option("--station <id...>", "only this station, by its id; may be repeated")
    .addOption(ruleOption())
    .option("--open", "only those that are open now")
    .addOption(momentOption("--since <time>", "only what was so at this time or later"))
    .addOption(momentOption("--until <time>", "only what was so before this time"))
    .addOption(momentOption("--started-since <time>", "only what began at this time or later"))
    .addOption(momentOption("--started-until <time>", "only what began before this time"))
    .addOption(momentOption("--ended-since <time>", "only what ended at this time or later"))
    .addOption(momentOption("--ended-until <time>", "only what ended before this time"))
    .addOption(
      momentOption("--changed-since <time>", "only what opened or was resolved at this time or later"),
    )
    .addOption(matchOption())
    .addOption(nearOption())
    .addOption(
      new Option("--sort <order>", "in which order").choices(ALERT_ORDERS).default("started" as const),
    )
    .addOption(limitOption().default(LIMIT_DEFAULT))
    .option("--next <token>", "continue after an earlier page, by its token")
    .addOption(watchOption())
    .addOption(
      new Option("--format <format>", "how to print; geojson is for maps")
        .choices(ALERT_FORMATS)
        .default<AlertFormat>("table"),
    )
    .addOption(utcOption());
  return atPlaceOrFolder(list).addHelpText(
    "after",
    `${TIMES_HELP}
--since 7:00 --until 9:00 shows what was so at some time between, whenever it began and ended.

Example:
  $ stationwatch alerts list --system lyon --rule empty --rule full --since 7:00 --until 9:00`,
  );
}
