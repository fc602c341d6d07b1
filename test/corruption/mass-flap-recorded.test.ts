import { beforeAll, describe, expect, test } from "vitest";
import { pollTape } from "../../cli/replay/polls.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import { openTape, type Tape } from "../../local/tape/read.ts";
import { withRecordings } from "../with-recordings.ts";
import { stationsOf } from "./city-day.ts";
import { AS_SHIPPED, AT_ONCE, listen, type ToldAlert } from "./told.ts";

const FLAPPING = 197;
/** One poll in fifty; some are by day, some at night. */
const FLAPPED_POLLS = [30, 80, 130, 180, 230, 280, 330];
const WAYS = [{ is_renting: 0 }, { is_renting: 0, is_returning: 0 }];

async function pollsOf(tape: Tape): Promise<PollOutcome[]> {
  const polls: PollOutcome[] = [];
  for await (const message of pollTape(tape)) if (message.type !== "roster") polls.push(message);
  return polls;
}

/** The recording, with the first 197 stations changed in some bodies. */
function flapping(tape: Tape, way: object): Tape {
  return {
    ...tape,
    async *responses() {
      let polls = 0;
      for await (const response of tape.responses()) {
        const isFlapped = response.url.includes("station_status") && FLAPPED_POLLS.includes(polls++);
        yield isFlapped ? { ...response, body: flapped(response.body, way) } : response;
      }
    },
  };
}

function flapped(text: string, way: object): string {
  const body: unknown = JSON.parse(text);
  for (const station of stationsOf(body).slice(0, FLAPPING)) Object.assign(station, way);
  return JSON.stringify(body);
}

/** Whether both are about the same station and rule and overlap in time. */
function meets(one: ToldAlert, other: ToldAlert): boolean {
  const ends = ({ endedAt }: ToldAlert) => endedAt ?? Number.POSITIVE_INFINITY;
  const isSame = one.rule === other.rule && one.stationId === other.stationId;
  return isSame && one.startedAt < ends(other) && other.startedAt < ends(one);
}

withRecordings("tapes/baywheels-gbfs-1", (folder) => {
  describe("197 stations of a recorded city", () => {
    let tape: Tape;
    let recorded: readonly PollOutcome[];
    beforeAll(async () => {
      tape = await openTape(folder);
      recorded = await pollsOf(tape);
    });

    test.each(WAYS)(
      "that have %j for one sample are one notice, and nothing else is told but later",
      async (way) => {
        const polls = await pollsOf(flapping(tape, way));
        const flappedAt = FLAPPED_POLLS.map((poll) => polls[poll]?.fetchedAt ?? 0);
        for (const book of [AS_SHIPPED, AT_ONCE]) {
          const sound = listen(recorded, book);
          const told = listen(polls, book);
          expect(sound.feed).toEqual([]);
          expect(told.feed.map((line) => line.slice("00:00 ".length).replace(/:.*/, ""))).toEqual(
            FLAPPED_POLLS.flatMap(() => ["opened feed-flapping", "resolved feed-flapping"]),
          );
          expect(told.alerts.filter((alert) => !sound.alerts.some((one) => meets(one, alert)))).toEqual([]);
          // Two alerts with only a moment of the flapped sample between them may become one.
          const isTouched = ({ startedAt, resolvedAt }: ToldAlert) =>
            flappedAt.some((at) => startedAt <= at && (resolvedAt === null || at <= resolvedAt));
          const lost = sound.alerts.filter((alert) => !told.alerts.some((one) => meets(one, alert)));
          expect(lost.filter((alert) => !isTouched(alert))).toEqual([]);
          expect(lost.length).toBeLessThan(10);
        }
      },
    );
  });
});
