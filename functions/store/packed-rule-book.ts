import { deflateRawSync, inflateRawSync } from "node:zlib";
import { FEED_RULES } from "../core/feed-rules.ts";
import { messageOf } from "../core/messages.ts";
import { NewerStateError } from "../core/refusal.ts";
import { byName, NO_GUARDS, type RuleBook, type StationRules } from "../core/rules.ts";
import { STATION_RULES } from "../core/station-rules.ts";

/** A part's text has at most this many bytes, unless a single station's rules are longer. */
const PART_BYTES_MAX = 300_000;
const UNPACKED_BYTES_MAX = 16_000_000;
const FORMAT = 1;

/** Rules that are on, by name. */
type RulesOn = Readonly<Record<string, object>>;

/** The JSON of a part. The first part has all but the stations; those are in any. */
interface Part {
  readonly v: number;
  /** How many parts there are. */
  readonly parts: number;
  readonly rules?: RulesOn;
  readonly feed?: RulesOn;
  readonly guards?: RuleBook["guards"];
  /** By id, in order: an id may be the name of anything. */
  readonly stations: readonly (readonly [stationId: string, rules: RulesOn])[];
}

/**
 * Returns the parts of a rule book, each deflated for itself. Books that apply alike have equal parts: rules that are
 * off and stations whose rules are those of their system are left out.
 */
export function packRuleBook({ rules, stations, feed, guards }: RuleBook): readonly Uint8Array[] {
  const general = rulesOn(STATION_RULES, rules);
  const generalText = JSON.stringify(general);
  const own = [...stations]
    .map(([stationId, ownRules]) => [stationId, rulesOn(STATION_RULES, ownRules)] as const)
    .filter(([, ownRules]) => JSON.stringify(ownRules) !== generalText)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const chunks: (typeof own)[] = [[]];
  let bytes = 0;
  for (const station of own) {
    const stationBytes = Buffer.byteLength(JSON.stringify(station));
    if (bytes + stationBytes > PART_BYTES_MAX) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)?.push(station);
    bytes += stationBytes;
  }
  const first = { rules: general, feed: rulesOn(FEED_RULES, feed), guards };
  return chunks.map((chunk, index) => {
    const part: Part = {
      v: FORMAT,
      parts: chunks.length,
      ...(index === 0 ? first : {}),
      stations: chunk,
    };
    return deflateRawSync(JSON.stringify(part));
  });
}

/** Returns of how many parts the first is one; throws as unpackRuleBook does. */
export function partsOf(first: Uint8Array): number {
  return partIn(first).parts;
}

/**
 * Returns the rule book that these parts are, all of it and in order. Throws a NewerStateError for what newer code wrote,
 * and a RangeError for what is no rule book.
 */
export function unpackRuleBook(version: string, packed: readonly Uint8Array[]): RuleBook {
  const parts = packed.map(partIn);
  const [first] = parts;
  if (first?.rules === undefined || first.feed === undefined || first.parts !== parts.length)
    throw new RangeError("it is no rule book");
  const stations = parts.flatMap((part) => part.stations);
  return {
    version,
    rules: stationRules(first.rules),
    stations: new Map(stations.map(([stationId, rules]) => [stationId, stationRules(rules)])),
    feed: rulesBy(FEED_RULES, first.feed) as RuleBook["feed"],
    guards: { ...NO_GUARDS, ...first.guards },
  };
}

function partIn(bytes: Uint8Array): Part {
  let part: Partial<Part> | null;
  try {
    const text = inflateRawSync(bytes, { maxOutputLength: UNPACKED_BYTES_MAX }).toString("utf8");
    part = JSON.parse(text) as Partial<Part> | null;
  } catch (error) {
    throw new RangeError(`it is no rule book: ${messageOf(error)}`);
  }
  if (Number(part?.v) > FORMAT) throw new NewerStateError(`format ${part?.v}: newer code wrote it`);
  if (part?.v !== FORMAT || !Array.isArray(part.stations)) throw new RangeError("it is no rule book");
  return part as Part;
}

function rulesOn<Name extends string>(
  rows: readonly { readonly name: Name }[],
  rules: Readonly<Record<Name, object | null>>,
): RulesOn {
  return Object.fromEntries(
    rows.flatMap(({ name }) => {
      const rule = rules[name];
      return rule === null ? [] : [[name, rule]];
    }),
  );
}

function stationRules(on: RulesOn): StationRules {
  return rulesBy(STATION_RULES, on) as StationRules;
}

function rulesBy(rows: readonly { readonly name: string }[], on: RulesOn) {
  const unknown = Object.keys(on).find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined)
    throw new NewerStateError(`the rule ${unknown}, which is not known: newer code wrote it`);
  return byName(rows, ({ name }) => on[name] ?? null);
}
