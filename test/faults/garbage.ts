import { encodeRecord } from "../../functions/stream/records.ts";
import type { World } from "./world.ts";

const LATE_MS_MAX = 15 * 60_000;

/** Puts a record that no detector can use, as others with access to the stream might. */
export function putGarbage(world: World): void {
  const { random, stream, time } = world;
  const systemId = world.systems[random.below(world.systems.length)] ?? "";
  const kinds: [partitionKey: string, data: Uint8Array][] = [
    [systemId, Buffer.from("no JSON")],
    [systemId, Buffer.from([0xff, 0xfe, 0x00])],
    [systemId, Buffer.from(JSON.stringify({ v: 3, type: "snapshot", systemId, fetchedAt: time.now }))],
    [systemId, encodeRecord({ type: "retired", systemId, fetchedAt: time.now + 3_600_000 })],
    ["elsewhere", encodeRecord({ type: "retired", systemId, fetchedAt: time.now })],
  ];
  const [partitionKey, data] = kinds[random.below(kinds.length)] ?? ["", Buffer.alloc(0)];
  stream.put(partitionKey, data);
}

/** Puts names as a delayed poller may: some are older than those already known. */
export function putLateNames({ random, stream, time, feeds, systems }: World): void {
  const systemId = systems[random.below(systems.length)] ?? "";
  const stations = feeds.get(systemId)?.roster() ?? [];
  const fetchedAt = time.now - random.below(LATE_MS_MAX);
  stream.put(systemId, encodeRecord({ type: "roster", systemId, fetchedAt, timeZone: null, stations }));
}
