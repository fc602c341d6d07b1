import type { Snapshot } from "../../functions/core/observation.ts";
import { detect } from "../../functions/detect/detect.ts";
import { batchResponse, readBatch } from "../../functions/stream/batch.ts";
import { encodeRecord } from "../../functions/stream/records.ts";
import { lambdaEvent } from "../../local/mapping/event.ts";
import { type Detector, newDetector } from "./containers.ts";
import { type Caller, type Wire, withResolvers } from "./network.ts";
import { ORACLES } from "./oracles.ts";
import { turn } from "./virtual-time.ts";
import { World } from "./world.ts";

/** What a search came to. */
export interface Searched {
  /** Ways in which two workers can meet, all different. */
  readonly courses: number;
  /** Of the first course that went wrong: its choices, and what was wrong. */
  readonly failure: string | null;
}

/** Which records the two workers were given: the same ones, and what a zombie and a rewound checkpoint leave. */
export const MEETINGS: readonly (readonly [first: readonly number[], second: readonly number[]])[] = [
  [
    [0, 1, 2],
    [0, 1, 2],
  ],
  [
    [0, 1],
    [0, 1, 2],
  ],
  [[0], [0, 1, 2]],
];

/** Not of the feed, and not of the cost: there is no poller here, and two workers for each record. */
const JUDGES = Object.entries(ORACLES).filter(
  ([name]) => !name.includes("feed says") && !name.includes("costs"),
);
const STEPS_MAX = 200;

interface Pending {
  readonly caller: Caller;
  readonly what: string;
  readonly land: () => void;
}

/**
 * Tries every order in which the requests of two workers can land, and every place at which up to so many of them
 * die. The mapping hears the second one, the first is a zombie: if the second ended well, nothing comes again and all
 * must be done, else a third worker is given the records once more. Depth first: a course is its choices.
 */
export async function searchAll(meeting: (typeof MEETINGS)[number], crashesMax: number): Promise<Searched> {
  const choices: number[] = [];
  const widths: number[] = [];
  for (let courses = 1; ; courses++) {
    let depth = 0;
    const failure = await runCourse(meeting, crashesMax, (width) => {
      widths[depth] = width;
      choices[depth] ??= 0;
      return choices[depth++] ?? 0;
    });
    if (failure !== null) return { courses, failure: `${choices.slice(0, depth).join("")}: ${failure}` };
    choices.length = depth;
    while (choices.length > 0 && (choices.at(-1) ?? 0) + 1 >= (widths[choices.length - 1] ?? 0))
      choices.pop();
    const last = choices.pop();
    if (last === undefined) return { courses, failure: null };
    choices.push(last + 1);
  }
}

async function runCourse(
  [first, second]: (typeof MEETINGS)[number],
  crashesMax: number,
  choose: (width: number) => number,
): Promise<string | null> {
  const pending: Pending[] = [];
  const world = new World(1, new Set(), false, wireOf(pending));
  world.mishaps.isCalm = true;
  for (const snapshot of snapshots(world.time.now))
    world.stream.put(snapshot.systemId, encodeRecord(snapshot));
  const zombie = begin(world, first);
  const heard = begin(world, second);
  const workers = [zombie.detector, heard.detector];
  let crashes = 0;
  for (let step = 0; step < STEPS_MAX; step++) {
    await turn();
    if (pending.length === 0) break;
    const mortal =
      crashes < crashesMax ? workers.filter((worker) => pending.some(({ caller }) => caller === worker)) : [];
    const choice = choose(pending.length + mortal.length);
    const doomed = mortal[choice - pending.length];
    if (doomed !== undefined) {
      crashes++;
      doomed.die();
      for (let at = pending.length - 1; at >= 0; at--)
        if (pending[at]?.caller === doomed) pending.splice(at, 1);
    } else pending.splice(choice, 1)[0]?.land();
  }
  if (!heard.isDone) begin(world, second);
  for (let step = 0; step < STEPS_MAX; step++) {
    await turn();
    if (pending.length === 0) break;
    pending.shift()?.land();
  }
  if (pending.length > 0) return "it does not come to rest";
  for (const [oracle, judge] of JUDGES) {
    const [sentence] = judge({ world, givenUp: new Set(), acknowledged: [] });
    if (sentence !== undefined) return `${oracle}: ${sentence}`;
  }
  return null;
}

/** Requests wait until the search lets them land; their answers come at once. Names are of no interest here. */
function wireOf(pending: Pending[]): Wire {
  const request = <T>(caller: Caller, what: string, work: () => T): Promise<T> => {
    const { promise, resolve, reject } = withResolvers<T>();
    const land = () => {
      try {
        resolve(work());
      } catch (error) {
        reject(error);
      }
    };
    if (caller.isAlive) pending.push({ caller, what, land });
    return promise;
  };
  return { request, ask: request, notSimulated: [] };
}

interface Work {
  readonly detector: Detector;
  /** It has ended and left nothing to be retried. */
  isDone: boolean;
}

function begin(world: World, numbers: readonly number[]): Work {
  const detector = newDetector(world, "worker", world.deployments[0] ?? world.deployment);
  const all = world.stream.all();
  const records = numbers.flatMap((number) => all[number] ?? []);
  detector.batch = records;
  const names = {
    shardId: "shardId-000000000000",
    streamArn: "arn:aws:kinesis:eu:1:stream/stream",
    functionArn: "",
  };
  const work = { detector, isDone: false };
  detect(readBatch(lambdaEvent(records, names)), detector.ports).then(
    ({ retryFrom }) => {
      work.isDone = batchResponse(retryFrom).batchItemFailures.length === 0;
    },
    (error: unknown) => world.ledger.violations.push(`detect threw: ${String(error)}`),
  );
  return work;
}

/** A station that has a bicycle, has none, and has two: an alert that opens and ends. */
function snapshots(at: number): Snapshot[] {
  return [1, 0, 2].map((vehicles, minute) => ({
    type: "snapshot",
    systemId: "hill",
    fetchedAt: at - (3 - minute) * 60_000,
    publishedAt: null,
    ttlSeconds: 0,
    stations: { stationIds: ["a"], vehicles: [vehicles], docks: [3], flags: [0] },
  }));
}
