import { deflateRawSync } from "node:zlib";
import type { Columns } from "../../functions/core/columns.ts";
import { UNSEEN } from "../../functions/core/lifecycle.ts";
import type { SystemState } from "../../functions/core/state.ts";
import { ByteWriter } from "../../functions/store/bytes.ts";
import { writeRule } from "../../functions/store/packed-rules.ts";
import { writeWindow } from "../../functions/store/packed-window.ts";

const STATION_RULES = ["empty", "full", "closed", "missing"] as const;
const FEED_RULES = ["feed-down", "feed-frozen", "feed-shrunk", "feed-flapping"] as const;

/** The columns of a state as written before the format had parts, with that time's rules and no e-bikes. */
export function packFormat2(state: SystemState): Uint8Array {
  const writer = new ByteWriter();
  const markAt = state.markAt ?? 0;
  const writeTime = (at: number | null) => writer.writeNumber(at === null ? 0 : markAt - at + 1);
  writer.writeNumber(state.stationIds.length);
  writeColumns(writer, state.columns);
  const unseen = state.stationIds.map(() => UNSEEN);
  for (const name of STATION_RULES) writeRule(writer, state.rules[name] ?? unseen, markAt);
  if (state.window === null) writer.writeNumber(0);
  else writeWindow(writer, state.window, state.columns);
  writeTime(state.observedAt);
  writeTime(state.published.newestAt);
  writeTime(state.published.olderSince);
  writer.writeNumber(state.absentSince.size);
  let last = 0;
  for (const [column, since] of state.absentSince) {
    writer.writeSigned(column - last);
    writeTime(since);
    last = column;
  }
  writeRule(
    writer,
    FEED_RULES.map((rule) => state.feedRules[rule]),
    markAt,
  );
  writer.writeNumber(state.held?.sightings ?? 0);
  if (state.held !== null) {
    writeTime(state.held.since);
    writeColumns(writer, state.held.columns);
  }
  return deflateRawSync(writer.bytes(), { level: 1 });
}

function writeColumns(writer: ByteWriter, { present, vehicles, docks, flags }: Columns): void {
  writer.writeRuns(present.map((isPresent) => (isPresent ? 1 : 0)));
  writer.writeCounts(vehicles);
  writer.writeCounts(docks);
  writer.writeRuns(flags);
}
