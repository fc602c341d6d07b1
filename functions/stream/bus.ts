import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from "@aws-sdk/client-eventbridge";
import type { AlertsChanged } from "../core/announcement.ts";
import type { BusPort } from "../detect/ports.ts";

export const EVENT_SOURCE = "stationwatch";
export const ALERTS_CHANGED = "Alerts Changed";

/** A call takes at most ten entries and 256 KB, and a single entry may have most of that. */
const ENTRIES_PER_CALL = 10;
const CALL_BYTES_MAX = 240_000;

/** Announces changes on an EventBridge bus. If the bus refuses one event, the whole announcement fails. */
export class Bus implements BusPort {
  readonly #client: EventBridgeClient;
  readonly #busName: string;

  constructor(client: EventBridgeClient, busName: string) {
    this.#client = client;
    this.#busName = busName;
  }

  async announce(changes: readonly AlertsChanged[]): Promise<void> {
    const entries = changes.map((change) => ({
      EventBusName: this.#busName,
      Source: EVENT_SOURCE,
      DetailType: ALERTS_CHANGED,
      Time: new Date(change.at),
      Detail: JSON.stringify(change),
    }));
    for (const call of callsOf(entries)) await this.#put(call);
  }

  async #put(entries: PutEventsRequestEntry[]): Promise<void> {
    const answer = await this.#client.send(new PutEventsCommand({ Entries: entries }));
    if ((answer.FailedEntryCount ?? 0) === 0) return;
    const refused = answer.Entries?.find((entry) => entry.ErrorCode !== undefined);
    throw new Error(
      `the bus refused ${answer.FailedEntryCount} of ${entries.length} events: ${refused?.ErrorCode} ${refused?.ErrorMessage}`,
    );
  }
}

/** Splits the entries, in order, into calls that the bus takes. */
function callsOf<Entry extends { readonly Detail: string }>(entries: readonly Entry[]): Entry[][] {
  const calls: Entry[][] = [];
  let bytes = 0;
  for (const entry of entries) {
    const entryBytes = Buffer.byteLength(entry.Detail) + 200;
    const current = calls.at(-1);
    if (current === undefined || current.length === ENTRIES_PER_CALL || bytes + entryBytes > CALL_BYTES_MAX) {
      calls.push([entry]);
      bytes = entryBytes;
    } else {
      current.push(entry);
      bytes += entryBytes;
    }
  }
  return calls;
}
