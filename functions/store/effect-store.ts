import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { CloseWindow, Effect, OpenAlert, ResolveAlert } from "../core/effects.ts";
import { isoTime } from "../core/iso-time.ts";
import type { EffectPort } from "../detect/ports.ts";
import { alertItem, resolutionAttributes } from "./alert-item.ts";
import { conditionHeld, refusable } from "./refusals.ts";
import { timeToLiveOf } from "./times.ts";
import { Values } from "./values.ts";

export interface EffectTables {
  readonly alerts: string;
  readonly windows: string;
  readonly state: string;
}

/** Writes effects to the tables. Each write may be repeated: the second time it changes nothing. */
export class EffectStore implements EffectPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: EffectTables;
  readonly #values: Values;
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, tables: EffectTables, now: () => number) {
    this.#client = client;
    this.#tables = tables;
    this.#values = new Values(client, tables.state);
    this.#now = now;
  }

  async flush(systemId: string, effect: Effect): Promise<void> {
    switch (effect.type) {
      case "open":
        return await this.#open(systemId, effect);
      case "resolve":
        return await this.#resolve(systemId, effect);
      case "window":
        return await this.#closeWindow(systemId, effect);
      case "forget-stations":
        return await this.#values.expire(systemId, [effect.item], effect.expiresAt);
    }
  }

  /** Puts the alert only if it is absent, so that later changes by people or the detector are not overwritten. */
  async #open(systemId: string, effect: OpenAlert): Promise<void> {
    if (effect.resolution !== null && this.#isPast(effect.resolution.expiresAt)) return;
    const put = new PutCommand({
      TableName: this.#tables.alerts,
      Item: alertItem(systemId, effect),
      ConditionExpression: "attribute_not_exists(alertId)",
    });
    await conditionHeld(this.#client.send(put));
  }

  /**
   * An alert that is no longer there has expired, so nothing is left to resolve. One that is still there is resolved
   * however late it is: otherwise it would be open for ever.
   */
  async #resolve(systemId: string, effect: ResolveAlert): Promise<void> {
    const attributes = Object.entries(resolutionAttributes(effect.startedAt, effect.resolution));
    const update = new UpdateCommand({
      TableName: this.#tables.alerts,
      Key: { systemId, alertId: effect.alertId },
      UpdateExpression: `SET ${attributes.map(([name]) => `#${name} = :${name}`).join(", ")} REMOVE openSince`,
      ConditionExpression: "attribute_exists(alertId)",
      ExpressionAttributeNames: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
    });
    await conditionHeld(this.#client.send(update));
  }

  async #closeWindow(systemId: string, effect: CloseWindow): Promise<void> {
    if (this.#isPast(effect.expiresAt)) return;
    const { startAt, vehicles, docks, stations } = effect.window;
    const put = new PutCommand({
      TableName: this.#tables.windows,
      Item: {
        systemId,
        windowStart: isoTime(startAt),
        vehicles,
        docks,
        stations,
        expiresAt: timeToLiveOf(effect.expiresAt),
      },
    });
    await refusable(this.#client.send(put));
  }

  /** Returns whether an item has expired: readers ignore it already, and writing it again would only bring it back. */
  #isPast(expiresAt: number): boolean {
    return expiresAt <= this.#now();
  }
}
