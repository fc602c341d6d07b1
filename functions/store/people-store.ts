import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import {
  type Act,
  HANDLING_ATTRIBUTES,
  type Handling,
  handle,
  isRefused,
  type Refused,
} from "../core/handling.ts";
import { messageOf } from "../core/messages.ts";
import type { AlertItem } from "./alert-item.ts";
import { type LogEntry, PeopleLog } from "./people-log.ts";
import { refusable } from "./refusals.ts";
import { hasExpired } from "./times.ts";

export interface PeopleTables {
  readonly alerts: string;
  readonly people: string;
}

/** What became of an act on one alert; `alert` is the item as it stands after it. */
export type Handled =
  | { readonly type: "done"; readonly alert: AlertItem }
  | { readonly type: "refused"; readonly alert: AlertItem; readonly refused: Refused }
  /** There is no such alert, or it has expired. */
  | { readonly type: "absent" };

/** After more acts of others in between than this, something else is wrong than two people who act at once. */
const TRIES_MAX = 5;

/**
 * Writes what people do with alerts: into the alert's own item only the three attributes that are people's, and then
 * into the log who wrote what in place of what. After a death in between, the item still holds the last word, and
 * whoever overwrites it writes it down.
 */
export class PeopleStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: PeopleTables;
  readonly #people: PeopleLog;
  readonly #logRetentionMs: number;

  constructor(client: DynamoDBDocumentClient, tables: PeopleTables, logRetentionMs: number) {
    this.#client = client;
    this.#tables = tables;
    this.#people = new PeopleLog(client, tables.people);
    this.#logRetentionMs = logRetentionMs;
  }

  /** Does the act on one alert. `caller` is who AWS says it was, null where nobody vouches for it. */
  async handle(systemId: string, alertId: string, act: Act, caller: string | null): Promise<Handled> {
    for (let tries = 1; tries <= TRIES_MAX; tries++) {
      const alert = await this.#get(systemId, alertId);
      if (alert === null || hasExpired(alert, Date.parse(act.at))) return { type: "absent" };
      const before = handlingOf(alert);
      const after = handle(before, act, alert.status === "open");
      if (isRefused(after)) return { type: "refused", alert, refused: after };
      const changed = changedBetween(before, after);
      if (changed.length > 0) {
        try {
          await this.#write(alert, before, after, changed);
        } catch (error) {
          if (!(await this.#isWritten(alert, after, error))) {
            if (isChanged(error)) continue;
            throw error;
          }
        }
        await this.#log(alert, act, caller, { replaced: of(before, changed), wrote: of(after, changed) });
      }
      return { type: "done", alert: withHandling(alert, after) };
    }
    throw new Error(`other people keep changing ${alertId} of ${systemId}`);
  }

  async #get(systemId: string, alertId: string): Promise<AlertItem | null> {
    const Key = { systemId, alertId };
    const get = new GetCommand({ TableName: this.#tables.alerts, Key, ConsistentRead: true });
    return ((await this.#client.send(get)).Item as AlertItem | undefined) ?? null;
  }

  /**
   * Names no attributes but the key and people's own, since rights are limited to these (`dynamodb:Attributes`).
   * Rejects with a ConditionalCheckFailedException when somebody else has acted since the item was read.
   */
  async #write(
    { systemId, alertId }: AlertItem,
    before: Handling,
    after: Handling,
    changed: readonly (keyof Handling)[],
  ): Promise<void> {
    const set = changed.filter((name) => after[name] !== null);
    const removed = changed.filter((name) => after[name] === null);
    const asRead = HANDLING_ATTRIBUTES.map((name) =>
      before[name] === null ? `attribute_not_exists(${name})` : `${name} = :read_${name}`,
    );
    const update = new UpdateCommand({
      TableName: this.#tables.alerts,
      Key: { systemId, alertId },
      UpdateExpression: [
        set.length === 0 ? "" : `SET ${set.map((name) => `${name} = :${name}`).join(", ")}`,
        removed.length === 0 ? "" : `REMOVE ${removed.join(", ")}`,
      ].join(" "),
      ConditionExpression: ["attribute_exists(alertId)", ...asRead].join(" AND "),
      ExpressionAttributeValues: {
        ...Object.fromEntries(set.map((name) => [`:${name}`, after[name]])),
        ...Object.fromEntries(
          HANDLING_ATTRIBUTES.filter((name) => before[name] !== null).map((name) => [
            `:read_${name}`,
            before[name],
          ]),
        ),
      },
    });
    await refusable(this.#client.send(update));
  }

  /**
   * Returns whether the write took place though it seems to have failed: its answer may be lost, and a client that then
   * tries again finds its own write in the way. One try that finds another's write has written nothing.
   */
  async #isWritten({ systemId, alertId }: AlertItem, after: Handling, failure: unknown): Promise<boolean> {
    const { $metadata } = failure as { readonly $metadata?: { readonly attempts?: number } };
    if (isChanged(failure) && ($metadata?.attempts ?? 1) === 1) return false;
    const alert = await this.#get(systemId, alertId);
    return alert !== null && changedBetween(handlingOf(alert), after).length === 0;
  }

  async #log(
    { systemId, alertId }: AlertItem,
    { type, by, at }: Act,
    caller: string | null,
    change: Pick<LogEntry, "wrote" | "replaced">,
  ): Promise<void> {
    const entry = { act: type, by, ...(caller === null ? {} : { caller }), at, ...change };
    try {
      await this.#people.put(systemId, alertId, entry, Date.parse(at) + this.#logRetentionMs);
    } catch (error) {
      const sentence = `it is done, but the log could not be written: ${messageOf(error)}`;
      throw new Error(sentence, { cause: error });
    }
  }
}

function isChanged(failure: unknown): boolean {
  return failure instanceof Error && failure.name === "ConditionalCheckFailedException";
}

function changedBetween(before: Handling, after: Handling): readonly (keyof Handling)[] {
  return HANDLING_ATTRIBUTES.filter((name) => before[name] !== after[name]);
}

/** Returns what people have written into an alert's item. */
export function handlingOf({ acknowledgedBy, acknowledgedAt, note }: AlertItem): Handling {
  return {
    acknowledgedBy: acknowledgedBy ?? null,
    acknowledgedAt: acknowledgedAt ?? null,
    note: note ?? null,
  };
}

function withHandling(alert: AlertItem, handling: Handling): AlertItem {
  const { acknowledgedBy: _by, acknowledgedAt: _at, note: _note, ...rest } = alert;
  return {
    ...rest,
    ...of(
      handling,
      HANDLING_ATTRIBUTES.filter((name) => handling[name] !== null),
    ),
  } as AlertItem;
}

function of(handling: Handling, names: readonly (keyof Handling)[]): Partial<Handling> {
  return Object.fromEntries(names.map((name) => [name, handling[name]]));
}
