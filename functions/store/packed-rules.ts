import { type Episode, INACTIVE, type RuleState, UNSEEN } from "../core/lifecycle.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** Phases as written: 0 unseen, 1 inactive, then each phase of an episode with each of its onsets (see ONSETS). */
const EPISODE_PHASES = ["pending", "open", "closing"] as const;

/** How an episode began. Format 1 had only the first two. */
const ONSETS = [
  { baseline: false, afterGap: false },
  { baseline: true, afterGap: false },
  { baseline: false, afterGap: true },
] as const;

/** How many onsets a format distinguishes. */
export type OnsetKinds = 2 | 3;

/** Writes runs of equal phases; each episode's times follow its run, as differences from the mark. */
export function writeRule(writer: ByteWriter, states: readonly RuleState[], markAt: number): void {
  for (let start = 0, end = 0; start < states.length; start = end) {
    const code = phaseCode(states[start] ?? UNSEEN);
    for (end = start + 1; end < states.length && phaseCode(states[end] ?? UNSEEN) === code; ) end++;
    writer.writeNumber(end - start);
    writer.writeNumber(code);
    if (code < 2) continue;
    for (let column = start; column < end; column++) writeTimes(writer, states[column] ?? UNSEEN, markAt);
  }
}

export function readRule(
  reader: ByteReader,
  count: number,
  markAt: number,
  onsetKinds: OnsetKinds,
): RuleState[] {
  const states = new Array<RuleState>(count).fill(INACTIVE);
  for (let column = 0; column < count; ) {
    const end = column + reader.readRunLength(count - column);
    const code = reader.readNumber();
    if (code === 1) column = end;
    while (column < end) {
      states[column++] = code === 0 ? UNSEEN : readEpisode(reader, code - 2, markAt, onsetKinds);
    }
  }
  return states;
}

function phaseCode(state: RuleState): number {
  if (state.phase === "inactive") return 1;
  if (state.phase === "unseen") return 0;
  const phase = state.phase === "pending" ? 0 : state.phase === "open" ? 1 : 2;
  return 2 + 3 * phase + (state.baseline ? 1 : state.afterGap ? 2 : 0);
}

function writeTimes(writer: ByteWriter, state: RuleState, markAt: number): void {
  if (state.phase === "unseen" || state.phase === "inactive") return;
  writer.writeNumber(markAt - state.startedAt);
  if (state.phase === "closing") writer.writeNumber(markAt - (state.endedAt ?? markAt));
}

function readEpisode(reader: ByteReader, code: number, markAt: number, onsetKinds: OnsetKinds): Episode {
  const phase = EPISODE_PHASES[Math.floor(code / onsetKinds)];
  const onset = ONSETS[code % onsetKinds];
  if (phase === undefined || onset === undefined) {
    throw new RangeError(`packed state has an unknown phase ${code}`);
  }
  const startedAt = reader.readTimeBefore(markAt);
  const endedAt = phase === "closing" ? reader.readTimeBefore(markAt) : null;
  return { phase, startedAt, endedAt, ...onset };
}
