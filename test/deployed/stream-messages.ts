import { follow } from "../../cli/tail/follow.ts";
import { INSTALLED, isFalse, RENTING } from "../../functions/core/flags.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import { observationsOf } from "../core/builders.ts";
import type { Services } from "./services.ts";

/** The raw records of the deployed stream, shard by shard, oldest first within a shard. */
export async function recordsOn(
  { streams }: Pick<Services, "streams">,
  streamName: string,
): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  const { signal } = new AbortController();
  for await (const { data } of follow(streams, streamName, "start", true, signal)) found.push(data);
  return found;
}

/** The records that can be read, as messages. */
export async function messagesOn(
  services: Pick<Services, "streams">,
  streamName: string,
): Promise<StreamMessage[]> {
  const messages = (await recordsOn(services, streamName)).map((bytes) => decodeRecord(bytes, Date.now()));
  return messages.flatMap((message) => (message.type === "unreadable" ? [] : [message]));
}

/** The newest poll outcome of the system. */
export function lastOutcome(messages: readonly StreamMessage[], systemId: string): StreamMessage | undefined {
  return messages.findLast((message) => message.type !== "roster" && message.systemId === systemId);
}

/** The stations that were empty in the system's newest snapshot, sorted. */
export function emptyIn(messages: readonly StreamMessage[], systemId: string): string[] {
  const snapshot = messages.findLast(
    (message) => message.type === "snapshot" && message.systemId === systemId,
  );
  const stations = snapshot?.type === "snapshot" ? observationsOf(snapshot.stations) : [];
  return stations
    .filter(({ vehicles, docks }) => vehicles === 0 && docks !== 0)
    .filter(({ flags }) => !isFalse(flags, INSTALLED) && !isFalse(flags, RENTING))
    .map(({ stationId }) => stationId)
    .sort();
}
