import { isDeepStrictEqual } from "node:util";
import { type Act, HANDLING_ATTRIBUTES, type Handling } from "../../functions/core/handling.ts";
import type { Silence } from "../../functions/core/silences.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { handlingOf } from "../../functions/store/people-store.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import type { Written } from "../doubles/tables/tables.ts";
import { without } from "./items.ts";

/** What somebody set out to do, once. */
export interface Deed {
  readonly by: string;
  /** What is done with an alert; null where it is about a silence. */
  readonly act: Act | null;
  /** Whether a silence may end by it. */
  readonly endsSilence: boolean;
  /** What the person was told; null where nothing was, since the command died or failed. */
  answer: "done" | "refused" | "absent" | null;
}

/** A change of what is people's in an alert's item. */
export interface Change {
  readonly deed: Deed;
  readonly before: Handling;
  readonly after: Handling;
}

/** Follows what people do, write by write. */
export class PeopleLedger {
  readonly violations: string[] = [];
  /** The changes of each alert in the order in which they were done, by system and alert. */
  readonly changes = new Map<string, Change[]>();
  /** Silences that somebody was told of as added, by their ids. */
  readonly silences = new Map<string, Silence>();
  #deed: Deed | null = null;

  /** Does a request of a person. */
  during<T>(deed: Deed, request: () => T): T {
    this.#deed = deed;
    try {
      return request();
    } finally {
      this.#deed = null;
    }
  }

  onWrite({ table, before, after }: Written): void {
    if (table === "alerts") this.#onAlert(before, after);
    if (table === "people" && after.subject === "silence" && before !== undefined)
      this.#onSilence(before, after);
  }

  #onAlert(itemBefore: Item | undefined, itemAfter: Item): void {
    const deed = this.#deed;
    const [before, after] = [handlingIn(itemBefore), handlingIn(itemAfter)];
    const key = `${itemAfter.systemId}/${itemAfter.alertId}`;
    if (deed === null) {
      if (!isDeepStrictEqual(before, after))
        this.violations.push(`the detector writes what is people's in ${key}`);
      return;
    }
    if (
      !isDeepStrictEqual(
        without(itemBefore ?? {}, HANDLING_ATTRIBUTES),
        without(itemAfter, HANDLING_ATTRIBUTES),
      )
    )
      this.violations.push(`${deed.by} writes what is the detector's in ${key}`);
    // The client's second try of what is done already.
    if (isDeepStrictEqual(before, after)) return;
    const { acknowledgedBy: holder } = before;
    const isTaken = holder !== null && holder !== deed.by && after.acknowledgedBy !== holder;
    if (isTaken && deed.act?.takes !== true)
      this.violations.push(`${deed.by} has ${key} of ${holder} without asking for it`);
    this.changes.set(key, [...(this.changes.get(key) ?? []), { deed, before, after }]);
  }

  /** A silence that is there can only end sooner. */
  #onSilence(before: Item, after: Item): void {
    if (isDeepStrictEqual(before, after)) return;
    const [own, ended] = [before, after].map((item) => without(item, ["until", "endedBy", "expiresAt"]));
    const isEnded = this.#deed?.endsSilence === true && String(after.until) < String(before.until);
    if (!isEnded || !isDeepStrictEqual(own, ended))
      this.violations.push(
        `the silence ${after.item} until ${before.until} is written over: until ${after.until}`,
      );
  }
}

/** Returns what of an alert's item is people's. */
export function handlingIn(item: Item | undefined): Handling {
  return handlingOf((item ?? {}) as unknown as AlertItem);
}
