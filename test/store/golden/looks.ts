import type { Look } from "../../../functions/core/believed.ts";
import { unpackLook } from "../../../functions/store/packed-look.ts";
import {
  at,
  failed,
  guarded,
  NO_RULES,
  reading,
  retired,
  ruleBook,
  SHUT,
  snapshot,
  unchanged,
} from "../../core/builders.ts";
import { looksOf } from "../../core/looks.ts";
import { comparable, readBack } from "../read-back.ts";

export const SEQUENCE_NUMBER = `49${"0".repeat(53)}7`;

/** One look as a release saved it. */
export interface GoldenLook {
  readonly at: number;
  /** In its list of ids. */
  readonly stations: number;
  /** Base64. */
  readonly bytes: string;
}

/** Short histories whose looks together contain everything that a look can contain. */
export function goldenLooks(): Record<string, readonly Look[]> {
  const ids = [..."abcdefghijkl"];
  const city = (minute: number, vehicles: (index: number) => number | null, flags?: number) =>
    snapshot(at(minute), ...ids.map((id, index) => reading(id, vehicles(index), 12 - index, flags)));
  const ebikes = { atMost: 1, clearAt: 2, forMs: 0, keepForMs: 0 };
  const counting = (minute: number, electric: number | null) =>
    snapshot(at(minute), { ...reading("a", 5), ebikes: electric }, reading("b", 3));
  const frozen = Array.from({ length: 16 }, (_, halfHour) => city(29 * halfHour, () => 3));
  const { looks: confirmed } = looksOf(
    [city(0, () => 3), city(1, () => 3, SHUT), unchanged(at(2), at(1)), unchanged(at(3), at(1))],
    { ruleBook: guarded() },
  );
  const outside = [true, ...ids.slice(1).map(() => false)];
  return {
    "of a day": looksOf([
      city(0, (index) => index),
      snapshot(
        at(1),
        reading("a", 1, 11),
        reading("b", 0, 12),
        reading("c", 200, 5),
        reading("d", null, null),
      ),
      failed(at(2)),
      snapshot(at(60), reading("a", 0, 11), reading("b", 4, 8)),
      unchanged(at(61), at(60)),
      retired(at(62)),
    ]).looks,
    "with e-bikes": looksOf([counting(0, 2), counting(1, 1), counting(2, null)], {
      ruleBook: ruleBook({ ...NO_RULES, "few-ebikes": ebikes }),
    }).looks,
    "of a hold that is confirmed": confirmed,
    "of a frozen feed": looksOf(frozen, { ruleBook: guarded() }).looks.slice(-2),
    "outside the hours": looksOf([city(0, () => 3)]).looks.flatMap((look) =>
      ([outside, "all"] as const).map((who) => {
        const { past } = look;
        return { ...look, past: { ...past, believed: past.believed && { ...past.believed, outside: who } } };
      }),
    ),
    "of ids that change too fast": looksOf(
      Array.from({ length: 25 }, (_, index) => snapshot(at(index - 1), reading(`${index - 1}`, 1))),
    ).looks.slice(-1),
  };
}

/** A line for each look: what it says, and what is believed after it. */
export function meaningOf(goldens: readonly GoldenLook[]): string[] {
  const looks = goldens.map(({ at, stations, bytes }) => ({
    at,
    stations,
    bytes: Buffer.from(bytes, "base64"),
  }));
  const isKnown = looks.findIndex((look) => unpackLook(look.bytes, look.at).seen?.columns?.type === "key");
  const believed = readBack(isKnown === -1 ? [] : looks.slice(isKnown));
  return looks.map(({ at, bytes }) => {
    const { seen, ...said } = unpackLook(bytes, at);
    const columns = believed.get(at);
    const sight = seen && { ...seen, columns: undefined };
    return JSON.stringify({ ...said, ...sight, believed: columns && comparable(columns) });
  });
}
