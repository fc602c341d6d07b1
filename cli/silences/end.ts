import { isoTime } from "../../functions/core/iso-time.ts";
import { phaseOf } from "../../functions/core/silences.ts";
import { counted } from "../../functions/words/amounts.ts";
import { quoted } from "../../functions/words/text.ts";
import { asking } from "../asking.ts";
import { whoActs } from "../people/who.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { silencesAt } from "./add.ts";

/** Ends silences now, by their ids; each stands alone. */
export async function endSilences(
  ids: readonly string[],
  options: Place & { readonly by?: string | undefined },
  world: World,
): Promise<void> {
  await asking(options, world, async (asked) => {
    const { connection, now } = asked;
    const store = await silencesAt(asked, options);
    const silences = new Map((await store.list()).map((silence) => [silence.silenceId, silence]));
    const { by } = await whoActs(options.by, connection, options, world);
    const failures: string[] = [];
    for (const id of new Set(ids)) {
      const silence = silences.get(id);
      if (silence === undefined) failures.push(`no silence ${quoted(id)} is known`);
      else if (phaseOf(silence, now) === "over" || !(await store.end(id, isoTime(now), by)))
        failures.push(`the silence ${id} is over already`);
    }
    const total = new Set(ids).size;
    world.terminal.say(`${counted(total - failures.length, "silence")} ended`);
    if (failures.length > 0) throw new UserError(failures.join("; "), BAD_INPUT);
  });
}
