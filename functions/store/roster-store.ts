import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { isoTime } from "../core/iso-time.ts";
import { RefusedForGood } from "../core/refusal.ts";
import { indexRoster, type Roster, type RosterIndex, type RosterStation } from "../core/roster.ts";
import type { RosterPort } from "../detect/ports.ts";
import { conditionHeld } from "./refusals.ts";
import { millisecondsOf } from "./times.ts";

const ROSTER_ITEM = "roster";
const ITEM_BYTES_MAX = 390_000;
const UNPACKED_BYTES_MAX = 16_000_000;
/** A roster is read again after this time, since another container may have put a newer one. */
const KEPT_MS_MAX = 15 * 60_000;

/** Keeps the newest roster of each system, deflated in one item. */
export class RosterStore implements RosterPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #kept = new Map<string, { index: RosterIndex | null; readAt: number }>();

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async load(systemId: string, arrivedAt: number): Promise<RosterIndex | null> {
    const kept = this.#kept.get(systemId);
    if (kept !== undefined && arrivedAt - kept.readAt < KEPT_MS_MAX) return kept.index;
    const get = new GetCommand({ TableName: this.#table, Key: { systemId, item: ROSTER_ITEM } });
    const { Item: item } = await this.#client.send(get);
    const index = item === undefined ? null : indexRoster(fromItem(systemId, item));
    this.#kept.set(systemId, { index, readAt: arrivedAt });
    return index;
  }

  async put(roster: Roster, arrivedAt: number): Promise<void> {
    const stations = deflateRawSync(JSON.stringify(roster.stations));
    if (stations.length > ITEM_BYTES_MAX) {
      throw new RefusedForGood(
        `the roster of ${roster.systemId} takes ${stations.length} bytes, expected at most ${ITEM_BYTES_MAX}`,
      );
    }
    const put = new PutCommand({
      TableName: this.#table,
      Item: {
        systemId: roster.systemId,
        item: ROSTER_ITEM,
        fetchedAt: isoTime(roster.fetchedAt),
        timeZone: roster.timeZone,
        openingHours: roster.openingHours,
        stations,
      },
      ConditionExpression: "attribute_not_exists(systemId) OR fetchedAt < :fetchedAt",
      ExpressionAttributeValues: { ":fetchedAt": isoTime(roster.fetchedAt) },
    });
    if (!(await conditionHeld(this.#client.send(put)))) return;
    this.#kept.set(roster.systemId, { index: indexRoster(roster), readAt: arrivedAt });
  }
}

function fromItem(systemId: string, item: Record<string, unknown>): Roster {
  const bytes = inflateRawSync(item.stations as Uint8Array, { maxOutputLength: UNPACKED_BYTES_MAX });
  return {
    type: "roster",
    systemId,
    fetchedAt: millisecondsOf(item.fetchedAt) ?? 0,
    timeZone: typeof item.timeZone === "string" ? item.timeZone : null,
    openingHours: typeof item.openingHours === "string" ? item.openingHours : undefined,
    stations: JSON.parse(bytes.toString("utf8")) as RosterStation[],
  };
}
