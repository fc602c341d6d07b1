import type { Poll, Reading } from "../model/poll.ts";

type Snapshot = Extract<Poll, { type: "snapshot" }>;

const SECOND_MS = 1_000;
const HALF_HOUR_MS = 1_800_000;
/** A feed that stands still for seven hours is frozen. */
const STILL_LOOKS = 14;
const PERIOD = 20;

/**
 * The polls with what guards are for: stations that are empty and full at once for one poll, or for three, docks that
 * nobody reports, a total that its own parts contradict, a snapshot from before, and once a feed that stands still.
 */
export async function* troubled(polls: AsyncIterable<Poll>): AsyncGenerator<Poll> {
  let snapshots = 0;
  let laterMs = 0;
  for await (const poll of polls) {
    const moved = later(poll, laterMs);
    yield moved;
    if (moved.type !== "snapshot") continue;
    snapshots++;
    const after = (seconds: number) => moved.at + 100 + seconds * SECOND_MS;
    const readings = moved.readings.map(TROUBLES[snapshots % PERIOD] ?? same);
    switch (snapshots % PERIOD) {
      case 2:
      case 5:
      case 7:
        yield { ...moved, at: after(0), readings };
        break;
      case 12:
        for (const seconds of [0, 0.2, 0.4]) yield { ...moved, at: after(seconds), readings };
        break;
      case 17:
        if (moved.publishedAt !== null)
          yield { ...moved, at: after(0), publishedAt: moved.publishedAt - HALF_HOUR_MS };
        break;
    }
    if (snapshots !== PERIOD) continue;
    yield { ...moved, at: after(0) };
    for (let look = 1; look <= STILL_LOOKS; look++)
      yield { type: "unchanged", at: after(0) + look * HALF_HOUR_MS, snapshotAt: after(0) };
    laterMs += STILL_LOOKS * HALF_HOUR_MS + SECOND_MS;
  }
}

const same = (one: Reading): Reading => one;
const shut = (one: Reading): Reading => ({
  ...one,
  vehicles: 0,
  docks: 0,
  isRenting: false,
  isReturning: false,
});

/** What is wrong with each reading, by the number of the snapshot. */
const TROUBLES: { readonly [number: number]: (one: Reading, index: number) => Reading } = {
  2: (one) => ({ ...one, docks: 0 }),
  5: (one, index) => (index % 4 === 0 ? { ...one, vehicles: 0, docks: 1, isContradicted: true } : one),
  7: shut,
  12: shut,
};

function later(poll: Poll, byMs: number): Poll {
  const at = poll.at + byMs;
  if (poll.type === "unchanged") return { ...poll, at, snapshotAt: poll.snapshotAt + byMs };
  if (poll.type !== "snapshot") return { ...poll, at };
  return {
    ...poll,
    at,
    publishedAt: poll.publishedAt === null ? null : poll.publishedAt + byMs,
  } satisfies Snapshot;
}
