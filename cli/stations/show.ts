import { stationReading } from "../../functions/views/station.ts";
import { quoted } from "../../functions/words/text.ts";
import { sayAges } from "../ages.ts";
import { asking } from "../asking.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import { unknownError } from "../unknown.ts";
import type { World } from "../world.ts";
import { printStation } from "./print.ts";

export async function showStation(
  systemId: string,
  stationId: string,
  options: Place & Style,
  world: World,
): Promise<void> {
  const { format, utc } = options;
  await asking(options, world, async (asked) => {
    const { systems, now } = asked;
    const memories = await systems.asked([systemId]);
    const [state, roster] = await Promise.all([systems.state(systemId), systems.roster(systemId)]);
    const station = state && stationReading(state, roster, systems.rules(systemId), stationId);
    if (station === null) {
      const known = (state?.stationIds ?? []).map((id) => ({ id, name: roster.byId.get(id)?.name }));
      const sentence = `no station ${quoted(stationId)} of ${systemId} is known`;
      throw unknownError(sentence, stationId, known, "none has been seen yet");
    }
    await sayAges(memories, asked, { system: [systemId], utc }, world);
    printStation(station, await systems.timeZone(systemId, utc), format, now, world.terminal);
  });
}
