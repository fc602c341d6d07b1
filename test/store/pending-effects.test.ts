import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Effect } from "../../functions/core/effects.ts";
import { TIME_MS_MAX } from "../../functions/core/iso-time.ts";
import { COUNT_MAX } from "../../functions/core/observation.ts";
import { NewerStateError } from "../../functions/core/refusal.ts";
import { packEffects, unpackEffects } from "../../functions/store/pending-effects.ts";
import { anOpening, aResolution, aResolving, at, T0 } from "../core/builders.ts";

const BYTES_MAX = 100_000;

const ALTERNATIVE = { stationId: "b", name: "", distanceMeters: 210, vehicles: 4, docks: null };
const OPENING = anOpening({
  address: "1 Gate Road",
  reason: "disconnected",
  alternatives: [ALTERNATIVE, { ...ALTERNATIVE, stationId: "c" }],
  resolution: aResolution({ endReason: "withdrawn" }),
});
const RESOLVING = aResolving({ address: "1 Gate Road", resolution: aResolution({ endReason: "withdrawn" }) });
const WINDOW: Effect = {
  type: "window",
  window: { startAt: T0, vehicles: 1.5, docks: 2, stations: 3 },
  expiresAt: at(9),
};
const FORGETTING: Effect = { type: "forget-stations", item: "stations/1-00", expiresAt: at(9) };

const unpacked = (...effects: readonly unknown[]) => unpackEffects(JSON.stringify(effects), BYTES_MAX);

describe("effects come back as they were", () => {
  const { reason: _reason, ...rest } = OPENING;
  test.each<[string, Effect]>([
    ["an opening", OPENING],
    [
      "an opening about the feed, of which nothing else is known",
      {
        ...rest,
        stationId: null,
        stationName: null,
        address: null,
        reason: null,
        observed: { vehicles: null, docks: null },
        alternatives: [],
        resolution: null,
      },
    ],
    ["an end", RESOLVING],
    [
      "an end about the feed",
      { ...RESOLVING, stationId: null, stationName: null, address: null, resolution: aResolution() },
    ],
    ["an end about the feed that has a text of a station", { ...RESOLVING, stationId: null }],
    ["a window", WINDOW],
    ["a list of ids to be let go", FORGETTING],
    ["the first and the last time", { ...FORGETTING, expiresAt: TIME_MS_MAX - 1 }],
    ["the epoch", { ...FORGETTING, expiresAt: 0 }],
    [
      "counts",
      anOpening({ observed: { vehicles: 0, docks: COUNT_MAX, ebikes: 1 }, emptyInSystem: COUNT_MAX }),
    ],
  ])("%s", (_what, effect) => {
    expect(unpacked(effect)).toEqual([effect]);
  });

  test("as text while they are short, and deflated where they are longer", () => {
    const text = "x".repeat(2_000);
    expect(packEffects(text)).toBe(text);
    expect(packEffects(`${text}x`)).toEqual(deflateRawSync(`${text}x`));
    const long = JSON.stringify(Array.from({ length: 20 }, () => RESOLVING));
    expect(unpackEffects(packEffects(long), BYTES_MAX)).toHaveLength(20);
    expect(() => unpackEffects(packEffects(long), 1_000)).toThrow(/larger than/);
  });
});

const TIMES = [-1, TIME_MS_MAX, 0.5, "2026-05-04T08:00:00.000Z", null];
const COUNTS = [-1, 0.5, COUNT_MAX + 1, "1", null];
const TRUTHS = [null, 0, "true"];
const IDS = ["", 7];
const TEXTS = [7, {}];
const OBJECTS = [null, "text", [], 7];

const OF_ALERT: readonly [path: string, bad: readonly unknown[]][] = [
  ["alertId", [...IDS, null]],
  ["stationId", IDS],
  ["rule", [...IDS, null]],
  ["baseline", TRUTHS],
  ["startedAt", TIMES],
  ["stationName", TEXTS],
  ["address", TEXTS],
];
const OF_END: readonly [path: string, bad: readonly unknown[]][] = [
  ["resolution", OBJECTS.filter((value) => value !== null)],
  ["resolution.endedAt", TIMES],
  ["resolution.resolvedAt", TIMES],
  ["resolution.observed", OBJECTS],
  ["resolution.observed.vehicles", COUNTS.filter((value) => value !== null)],
  ["resolution.observed.docks", COUNTS.filter((value) => value !== null)],
  ["resolution.observed.ebikes", COUNTS.filter((value) => value !== null)],
  ["resolution.emptyInSystem", COUNTS],
  ["resolution.endReason", TEXTS],
  ["resolution.endUncertain", TRUTHS],
  ["resolution.expiresAt", TIMES],
];

const WRONG: readonly (readonly [Effect, readonly (readonly [path: string, bad: readonly unknown[]])[]])[] = [
  [
    OPENING,
    [
      ...OF_ALERT,
      ...OF_END,
      ["afterGap", TRUTHS],
      ["openedAt", TIMES],
      ["observed", OBJECTS],
      ["reason", TEXTS],
      ["emptyInSystem", COUNTS],
      ["alternatives", OBJECTS.filter((value) => !Array.isArray(value))],
      ["alternatives.1", OBJECTS],
      ["alternatives.1.stationId", [...IDS, null]],
      ["alternatives.1.name", [...TEXTS, null]],
      ["alternatives.1.distanceMeters", COUNTS],
      ["alternatives.1.vehicles", [-1, "1"]],
      ["ruleVersion", [...IDS, null]],
    ],
  ],
  [RESOLVING, [...OF_ALERT, ...OF_END, ["resolution", [null]]]],
  [
    WINDOW,
    [
      ["window", OBJECTS],
      ["window.startAt", TIMES],
      ["window.vehicles", ["1", null]],
      ["window.docks", ["1", null]],
      ["window.stations", ["1", null]],
      ["expiresAt", TIMES],
    ],
  ],
  [
    FORGETTING,
    [
      ["item", [...IDS, null]],
      ["expiresAt", TIMES],
      ["type", [7, null]],
    ],
  ],
];

/** Returns the effect with another value at the path. */
function withAt(effect: unknown, path: string, value: unknown): unknown {
  const [name = "", ...rest] = path.split(".");
  const fields = effect as Readonly<Record<string, unknown>>;
  const own = rest.length === 0 ? value : withAt(fields[name], rest.join("."), value);
  return Array.isArray(effect) ? effect.with(Number(name), own) : { ...fields, [name]: own };
}

const ROWS = WRONG.flatMap(([effect, fields]) =>
  fields.map(([path, bad]) => [effect.type, path, bad, effect] as const),
);

test.each(ROWS)("%s is none whose %s is one of %j", (_type, path, bad, effect) => {
  for (const value of bad)
    expect(() => unpacked(WINDOW, withAt(effect, path, value))).toThrow("its pending effect 1 is none");
});

test.each([null, [], 7, "text"])("%j is no effect", (value) => {
  expect(() => unpacked(value)).toThrow("its pending effect 0 is none");
});

test.each(["{}", "null", "7"])("%s is no list of effects", (text) => {
  expect(() => unpackEffects(text, BYTES_MAX)).toThrow("its pending effects are no list");
});

test("an effect of a type that this code does not know is newer code's, whatever else is there", () => {
  const refused = () => unpacked(null, { type: "tell" });
  expect(refused).toThrow(NewerStateError);
  expect(refused).toThrow("an effect of type tell, which is not known: newer code wrote it");
});
