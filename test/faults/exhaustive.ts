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

/** The result of a search. */
export interface Searched {
  /** The number of distinct ways in which two workers can meet. */
  readonly courses: number;
  /** The first course that went wrong: its choices and the failure. */
  readonly failure: string | null;
}

/** What fails in place of an oracle when the search alone finds something. */
export const SEARCHED = "two workers meet";

/** The records given to each of the two workers: the same ones, and those left by a zombie or a rewound checkpoint. */
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

/** Leaves out the oracles about feeds and costs: there is no poller here, and each record has two workers. */
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
 * Tries every order in which the requests of two workers can land, with up to `crashesMax` crashes anywhere. The
 * mapping hears the second worker; the first is a zombie. If the second ends well, everything must be done; otherwise a
 * third gets the records once more. The search is depth first: a course is its list of choices.
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
  const world = new World(1, new Set(), true, wireOf(pending));
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
    const [sentence] = judge({ world, givenUp: new Set() });
    if (sentence !== undefined) return `${oracle}: ${sentence}`;
  }
  return null;
}

/**
 * Requests wait until the search lets them land; their answers come at once. The puts of looks and rules land at once
 * too: their order among the others changes nothing, and a death before them is what the histories at random have.
 */
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
    if (caller.isAlive && PUT_AT_ONCE.test(what)) land();
    else if (caller.isAlive) pending.push({ caller, what, land });
    return promise;
  };
  return { request, ask: request, notSimulated: [] };
}

const PUT_AT_ONCE = /^Put (?:history |state \S+ rules\/)/;

interface Work {
  readonly detector: Detector;
  /** Whether it has ended with nothing left to retry. */
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

/** A station with one vehicle, then none, then two: its alert opens and ends. */
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
