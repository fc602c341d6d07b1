import { counted } from "../../functions/words/amounts.ts";
import { shownText } from "../../functions/words/text.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { chosenFaults, type FaultChoice } from "./chosen.ts";
import { withFaults } from "./waiting.ts";

/** Deletes faults for good, once somebody has said yes. */
export async function dropFaults(
  written: readonly string[],
  options: Place & FaultChoice & { readonly yes?: boolean | undefined },
  world: World,
): Promise<void> {
  const { terminal, confirm } = world;
  await withFaults(options, world, async (faults) => {
    const chosen = chosenFaults(written, options, faults);
    for (const { listed } of chosen) {
      const about =
        listed.systemId === null ? listed.kind : `${listed.kind} of ${shownText(listed.systemId)}`;
      terminal.say(`${listed.faultId}: ${about}, ${shownText(listed.reason)}`);
    }
    const many = counted(chosen.length, "fault");
    if (chosen.length > 0 && options.yes !== true) {
      if (confirm === null)
        throw new UserError(`nobody is there to ask whether to delete ${many}: expected --yes`, BAD_INPUT);
      if (!(await confirm(`delete ${many} for good?`))) return terminal.say("nothing was done");
    }
    for (const { queue, waiting } of chosen) await queue.delete(waiting);
    terminal.say(`${many} deleted`);
  });
}
