import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import pc from "picocolors";
import type { Finding } from "../../functions/words/health.ts";
import { printable } from "../../functions/words/text.ts";
import { utcOption } from "../options.ts";
import { atPlace } from "../places.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export function doctor(program: CommandUnknownOpts, world: World): void {
  const command = program
    .command("doctor")
    .description("checks that everything is reachable, and that every system is polled and folded")
    .addOption(utcOption());
  atPlace(command)
    .addHelpText("after", "\nExit code 1 when something is wrong.\n\nExample:\n  $ stationwatch doctor")
    .action(async ({ utc, ...place }) => {
      const { asking } = await import("../asking.ts");
      const { examinePlaces } = await import("../doctor/places.ts");
      const { examineReceivers } = await import("../doctor/receivers.ts");
      const { configuredSystems, examineSystems } = await import("../doctor/systems.ts");
      await asking(place, world, async (asked) => {
        const { systems, connection, now } = asked;
        const findings: Finding[] = [];
        const configured = await configuredSystems(connection, world, findings);
        const places = await examinePlaces(connection);
        findings.push(...places);
        if (places.every(({ verdict }) => verdict === "ok")) {
          findings.push(...(await examineSystems(configured, systems, utc, now)));
          findings.push(...(await examineReceivers(asked)));
        }
        for (const one of findings) world.terminal.write(`${lineOf(one, world)}\n`);
        const wrong = findings.filter(({ verdict }) => verdict === "wrong").length;
        if (wrong > 0)
          throw new UserError(wrong === 1 ? "one thing is wrong" : `${wrong} things are wrong`, FAILED);
      });
    });
}

function lineOf({ verdict, what, says }: Finding, { terminal }: World): string {
  const paint = pc.createColors(terminal.colors);
  const word = { ok: paint.green("ok   "), note: paint.yellow("note "), wrong: paint.red("wrong") }[verdict];
  return `${word}  ${printable(`${what}: ${says}`)}`;
}
