import type { Command } from "commander";
import type { AlertsListOptions } from "../commands/alerts-list.ts";
import type { AlertsShowOptions } from "../commands/alerts-show.ts";
import {
  endpointOption,
  formatOption,
  readWholeNumber,
  ruleOption,
  sinceOption,
  systemOption,
  TIMES_HELP,
  untilOption,
  utcOption,
} from "../options.ts";
import type { World } from "../world.ts";

const LIMIT_MAX = 10_000;

export function defineAlerts(program: Command, world: World): void {
  const alerts = program
    .command("alerts")
    .description("what was empty, full or closed, and for how long")
    .helpCommand(false)
    .addHelpText("after", "\nExample:\n  $ stationwatch alerts list --open");
  alerts
    .command("list")
    .description("alerts, the newest first")
    .addOption(systemOption())
    .option("--station <id>", "only this station")
    .addOption(ruleOption())
    .option("--open", "only those that are open now")
    .addOption(sinceOption("only those that started"))
    .addOption(untilOption("only those that started"))
    .option("--limit <n>", "at most so many", readWholeNumber(1, LIMIT_MAX), 50)
    .option("--next <token>", "go on after a page that was printed before")
    .addOption(formatOption())
    .addOption(utcOption())
    .addOption(endpointOption())
    .addHelpText(
      "after",
      `${TIMES_HELP}

Example:
  $ stationwatch alerts list --system lyon --rule empty --since today`,
    )
    .action(async (options: AlertsListOptions) => {
      const { listAlerts } = await import("../commands/alerts-list.ts");
      await listAlerts(options, world);
    });
  alerts
    .command("show")
    .description("one alert with all that is known of it")
    .argument("<system>", "the system's id")
    .argument("<alert>", "the alert's id: when it started, the station and the rule, with slashes between")
    .addOption(formatOption())
    .addOption(utcOption())
    .addOption(endpointOption())
    .addHelpText(
      "after",
      `
Example:
  $ stationwatch alerts show lyon 2026-11-22T17:30:00.000Z/10001/empty`,
    )
    .action(async (systemId: string, alertId: string, options: AlertsShowOptions) => {
      const { showAlert } = await import("../commands/alerts-show.ts");
      await showAlert(systemId, alertId, options, world);
    });
}
