import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { byName } from "../../functions/core/rules.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { ByteReader, ByteWriter } from "../../functions/store/bytes.ts";
import { stationRulePart } from "../../functions/store/packed-parts.ts";
import { FORMAT, unpackState } from "../../functions/store/packed-state.ts";
import { STATE_ITEM } from "../../functions/store/state-store.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import { packFormat2 } from "../store/format-2.ts";
import type { Mishaps } from "./mishaps.ts";

/**
 * Releases of the code, oldest first; any two may run side by side. The code under test is the second. A container that
 * plays another release has its states translated on each write and read. A release must leave alone what it does not
 * know.
 */
export const RELEASES = ["format 2", "format 3", "a rule more", "format 4"] as const;
export type Release = (typeof RELEASES)[number];

/** The code of a container: its release, and whether it has switched on the rule that only newer releases know. */
export interface Code {
  readonly release: Release;
  readonly isNewRuleOn: boolean;
}

export function releaseAfter(release: Release, steps: 1 | -1): Release {
  return RELEASES[RELEASES.indexOf(release) + steps] ?? release;
}

/** Format 2 has this many rules of stations, and as many of feeds. */
const RULES_OF_FORMAT_2 = 4;

/** The rules that the release knows. */
export function bookOf(book: RuleBook, release: Release): RuleBook {
  if (release !== "format 2") return book;
  const known = books.get(book) ?? {
    ...book,
    rules: byName(STATION_RULES, ({ name, number }) =>
      number > RULES_OF_FORMAT_2 ? null : book.rules[name],
    ),
    feed: byName(FEED_RULES, ({ name, number }) => (number > RULES_OF_FORMAT_2 ? null : book.feed[name])),
  };
  books.set(book, known);
  return known;
}

const books = new WeakMap<RuleBook, RuleBook>();

type Sent = { readonly input: object };

export function asCode(
  { release, isNewRuleOn }: Code,
  command: Sent,
  send: (own: Sent) => object,
  mishaps: Mishaps,
): object {
  if (command instanceof PutCommand && command.input.Item?.item === STATE_ITEM) {
    const Item = written(command.input.Item, release, isNewRuleOn);
    return send(new PutCommand({ ...command.input, Item }));
  }
  const answer = send(command);
  if (!(command instanceof GetCommand) || command.input.Key?.item !== STATE_ITEM) return answer;
  const { Item: item } = answer as { readonly Item?: Item };
  if (item === undefined) return answer;
  if (isReadable(item, release)) return { Item: asWrittenToday(item) };
  mishaps.count(hasNewPart(item) ? "state with a part of newer code" : "state in a newer format");
  // The oldest release knows only its own format; the code under test must see the state as a newer format.
  return release === "format 2" ? { Item: { ...item, format: FORMAT + 1 } } : answer;
}

function written(item: Item, release: Release, isNewRuleOn: boolean): Item {
  // A new rule's part would be among the bytes kept apart, so a state that large is written without one.
  if (item.overflowItem !== undefined && release !== "format 4") return item;
  const columns = item.columns as Uint8Array;
  if (release === "format 2") return { ...item, format: 2, columns: packFormat2(stateIn(item)) };
  if (release === "format 4") return { ...item, format: FORMAT + 1 };
  return release === "a rule more" && isNewRuleOn ? { ...item, columns: withNewPart(columns) } : item;
}

/** Whether the release knows everything in the state. */
export function isReadable(item: Item, release: Release): boolean {
  if (release === "format 2") return item.format === 2;
  if (release === "format 3") return Number(item.format) <= FORMAT && !hasNewPart(item);
  return Number(item.format) <= FORMAT + (release === "format 4" ? 1 : 0);
}

/** The state item as the code under test would have written it, whichever release did. */
export function asWrittenToday(item: Item): Item {
  if (item.format === 2) return item;
  return { ...item, format: FORMAT, columns: withoutNewPart(item.columns as Uint8Array) };
}

/** The state in an item that the code under test can read, with column numbers as ids. */
function stateIn(item: Item) {
  const count = new ByteReader(brotliDecompressSync(item.columns as Uint8Array)).readNumber();
  const time = (value: unknown) => (typeof value === "string" ? Date.parse(value) : null);
  const stationIds = Array.from({ length: count }, (_, column) => `${column}`);
  return unpackState(item.columns as Uint8Array, {
    stationIds,
    markAt: time(item.markAt),
    snapshotAt: time(item.snapshotAt),
  });
}

const FAST = { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 16 };

/** The part of the rule that only newer releases know: inactive at every station. */
const NEW_PART = (() => {
  const writer = new ByteWriter();
  writer.writePart(stationRulePart(STATION_RULES.length + 1), (part) => part.writeRuns([1]));
  return Buffer.from(writer.bytes());
})();

function hasNewPart({ columns, format }: Item): boolean {
  const bytes = unpacked(columns as Uint8Array);
  return Number(format) >= FORMAT && bytes !== null && endsInNewPart(bytes);
}

/** Returns null for columns that were spoiled. */
function unpacked(columns: Uint8Array): Uint8Array | null {
  try {
    return brotliDecompressSync(columns);
  } catch {
    return null;
  }
}

function endsInNewPart(bytes: Uint8Array): boolean {
  return Buffer.compare(bytes.subarray(-NEW_PART.length), NEW_PART) === 0;
}

function withNewPart(columns: Uint8Array): Uint8Array {
  return brotliCompressSync(Buffer.concat([brotliDecompressSync(columns), NEW_PART]), { params: FAST });
}

function withoutNewPart(columns: Uint8Array): Uint8Array {
  const bytes = unpacked(columns);
  return bytes !== null && endsInNewPart(bytes)
    ? brotliCompressSync(bytes.subarray(0, -NEW_PART.length), { params: FAST })
    : columns;
}
