import { beforeAll, describe, expect, test } from "vitest";
import { type TapePoller, tapePoller } from "../../cli/replay/polls.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import { openTape } from "../../local/tape/read.ts";
import type { TapeResponse } from "../../local/tape/tape.ts";
import { withRecordings } from "../with-recordings.ts";
import { stationsOf } from "./city-day.ts";
import { AS_SHIPPED, AT_ONCE, listen, type ToldAlert } from "./told.ts";

const FLAPPING = 197;
/** One poll in fifty; some are by day, some at night. */
const FLAPPED_POLLS = [30, 80, 130, 180, 230, 280, 330];
const WAYS = [{ is_renting: 0 }, { is_renting: 0, is_returning: 0 }];

interface Recorded {
  readonly poller: TapePoller;
  readonly outcomes: readonly PollOutcome[];
  /** The responses at FLAPPED_POLLS. */
  readonly responses: readonly TapeResponse[];
}

async function readTape(folder: string): Promise<Recorded> {
  const tape = await openTape(folder);
  const poller = tapePoller(tape.head.system);
  const outcomes: PollOutcome[] = [];
  const responses: TapeResponse[] = [];
  for await (const response of tape.responses()) {
    const outcome = poller.poll(response);
    if (outcome === null) continue;
    if (FLAPPED_POLLS.includes(outcomes.length)) responses.push(response);
    outcomes.push(outcome);
  }
  return { poller, outcomes, responses };
}

/** The recording, with the first 197 stations changed in some bodies. */
function flappingIn({ poller, outcomes, responses }: Recorded, way: object): PollOutcome[] {
  const flapped = responses.map((response) => {
    const body: unknown = JSON.parse(response.body);
    for (const station of stationsOf(body).slice(0, FLAPPING)) Object.assign(station, way);
    return poller.poll({ ...response, body: JSON.stringify(body) });
  });
  return outcomes.map((outcome, poll) => flapped[FLAPPED_POLLS.indexOf(poll)] ?? outcome);
}

/** Whether both are about the same station and rule and overlap in time. */
function meets(one: ToldAlert, other: ToldAlert): boolean {
  const ends = ({ endedAt }: ToldAlert) => endedAt ?? Number.POSITIVE_INFINITY;
  const isSame = one.rule === other.rule && one.stationId === other.stationId;
  return isSame && one.startedAt < ends(other) && other.startedAt < ends(one);
}

withRecordings("tapes/baywheels-gbfs-1", (folder) => {
  describe("197 stations of a recorded city", () => {
    let recorded: Recorded;
    beforeAll(async () => {
      recorded = await readTape(folder);
    });

    test.each(WAYS)(
      "that have %j for one sample are one notice, and nothing else is told but later",
      (way) => {
        const flapping = flappingIn(recorded, way);
        const flappedAt = FLAPPED_POLLS.map((poll) => flapping[poll]?.fetchedAt ?? 0);
        for (const book of [AS_SHIPPED, AT_ONCE]) {
          const sound = listen(recorded.outcomes, book);
          const told = listen(flapping, book);
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
