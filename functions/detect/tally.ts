/** What was counted while records were processed, for the log and the metrics. */
export interface Tally {
  /** Records that brought observations. */
  observed: number;
  /** Polls that failed, or repeated a snapshot that is not the newest. */
  failed: number;
  /** Snapshots that change too much at once, and wait to be confirmed. */
  held: number;
  /** Snapshots that were published before one already seen. */
  dropped: number;
  /** Records not newer than the mark of their system. */
  skipped: number;
  opened: number;
  resolved: number;
  windows: number;
  /** Records set aside, and effects that were refused for good. */
  faults: number;
  /** Commits that failed because another writer came first. */
  conflicts: number;
  /** Systems that stopped because the tables took no more writes. */
  throttled: number;
}

export function newTally(): Tally {
  return {
    observed: 0,
    failed: 0,
    held: 0,
    dropped: 0,
    skipped: 0,
    opened: 0,
    resolved: 0,
    windows: 0,
    faults: 0,
    conflicts: 0,
    throttled: 0,
  };
}

export function addTally(to: Tally, more: Readonly<Tally>): void {
  for (const name of Object.keys(to) as (keyof Tally)[]) to[name] += more[name];
}
