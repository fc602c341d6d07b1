import { deflateRawSync, inflateRawSync } from "node:zlib";
import { EFFECT_TYPES, type Effect } from "../core/effects.ts";
import { TIME_MS_MAX } from "../core/iso-time.ts";
import { MEASURES } from "../core/measures.ts";
import { isCount } from "../core/observation.ts";
import { NewerStateError, type RawItem } from "../core/refusal.ts";

/** Effects of up to this many characters stay readable in the table; longer ones are deflated. */
const PLAIN_CHARACTERS_MAX = 2_000;

/** Returns the effects as they are stored: as text, or deflated. */
export function packEffects(text: string): string | Uint8Array {
  return text.length <= PLAIN_CHARACTERS_MAX ? text : deflateRawSync(text);
}

/** Throws a NewerStateError for an effect that this code does not know, and another error for what is no list of effects. */
export function unpackEffects(stored: unknown, bytesMax: number): readonly Effect[] {
  const text =
    typeof stored === "string"
      ? stored
      : inflateRawSync(stored as Uint8Array, { maxOutputLength: bytesMax }).toString("utf8");
  const effects = JSON.parse(text) as unknown;
  if (!Array.isArray(effects)) throw new TypeError("its pending effects are no list");
  for (const effect of effects as RawItem[]) {
    const type = effect?.type;
    if (typeof type === "string" && !(EFFECT_TYPES as readonly string[]).includes(type))
      throw new NewerStateError(`an effect of type ${type}, which is not known: newer code wrote it`);
  }
  effects.forEach((effect, index) => {
    if (!isEffect(effect)) throw new TypeError(`its pending effect ${index} is none`);
  });
  return effects as Effect[];
}

/** Returns whether the value can be done and announced: a half-written effect would fail at every retry. */
function isEffect(value: unknown): boolean {
  if (!isObject(value)) return false;
  switch (value.type) {
    case "open":
      return isOpening(value) && (value.resolution === null || isResolution(value.resolution));
    case "resolve":
      return isSubject(value) && isResolution(value.resolution);
    case "window":
      return isWindow(value.window) && isTime(value.expiresAt);
    case "forget-stations":
      return isId(value.item) && isTime(value.expiresAt);
    default:
      return false;
  }
}

function isSubject(effect: RawItem): boolean {
  const { alertId, stationId, rule, baseline, startedAt, stationName, address } = effect;
  return (
    isId(alertId) &&
    (stationId === null || isId(stationId)) &&
    isId(rule) &&
    typeof baseline === "boolean" &&
    isTime(startedAt) &&
    isTextOrNull(stationName) &&
    isTextOrNull(address)
  );
}

function isOpening(effect: RawItem): boolean {
  const { afterGap, openedAt, observed, reason, emptyInSystem, alternatives, ruleVersion } = effect;
  return (
    isSubject(effect) &&
    typeof afterGap === "boolean" &&
    isTime(openedAt) &&
    isObserved(observed) &&
    isTextOrNull(reason) &&
    isCount(emptyInSystem) &&
    Array.isArray(alternatives) &&
    alternatives.every(isAlternative) &&
    isId(ruleVersion)
  );
}

function isResolution(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { endedAt, resolvedAt, observed, emptyInSystem, endReason, endUncertain, expiresAt } = value;
  return (
    isTime(endedAt) &&
    isTime(resolvedAt) &&
    isObserved(observed) &&
    isCount(emptyInSystem) &&
    isTextOrNull(endReason) &&
    typeof endUncertain === "boolean" &&
    isTime(expiresAt)
  );
}

function isAlternative(value: unknown): boolean {
  return (
    isObserved(value) &&
    isId((value as RawItem).stationId) &&
    typeof (value as RawItem).name === "string" &&
    isCount((value as RawItem).distanceMeters)
  );
}

function isObserved(value: unknown): boolean {
  if (!isObject(value)) return false;
  return MEASURES.every(
    ({ name }) => value[name] === undefined || value[name] === null || isCount(value[name]),
  );
}

function isWindow(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { startAt, vehicles, docks, stations } = value;
  return isTime(startAt) && [vehicles, docks, stations].every((sum) => Number.isFinite(sum));
}

function isObject(value: unknown): value is RawItem {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === "string";
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) < TIME_MS_MAX;
}
