import { isOpenAt, type OpeningHours } from "./opening-hours.ts";

export type MessageKind = "text" | "standard" | "mail";

/** Somebody who is told what is open: what of it, after how long, how often, and when. Null matches everything. */
export interface Receiver {
  readonly name: string;
  readonly kind: MessageKind;
  readonly systemIds: ReadonlySet<string> | null;
  readonly rules: ReadonlySet<string>;
  /** The stations of each system; alerts about a whole system match whatever it says. */
  readonly stationIds: ReadonlyMap<string, ReadonlySet<string>> | null;
  readonly openForMs: number;
  readonly everyMs: number;
  /** Null where messages may be sent at any time. */
  readonly openHours: OpeningHours | null;
  /** IANA name. */
  readonly timeZone: string;
}

/** What of an alert a receiver may match. */
export interface Matchable {
  readonly systemId: string;
  /** Absent on alerts about a whole system. */
  readonly stationId?: string | undefined;
  readonly rule: string;
}

export function matches({ systemIds, rules, stationIds }: Receiver, alert: Matchable): boolean {
  if (!rules.has(alert.rule) || systemIds?.has(alert.systemId) === false) return false;
  if (stationIds === null || alert.stationId === undefined) return true;
  return stationIds.get(alert.systemId)?.has(alert.stationId) ?? false;
}

/** Returns whether messages may be sent at a time, in milliseconds since the epoch. Unknown hours forbid nothing. */
export function mayBeTold({ openHours, timeZone }: Receiver, at: number): boolean {
  return openHours === null || isOpenAt(openHours, at, timeZone) !== false;
}
