import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { NO_HISTORY } from "../../functions/core/history-marks.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import type { LookPort, StatePort } from "../../functions/detect/ports.ts";
import { ByteWriter } from "../../functions/store/byte-writer.ts";
import { stationRulePart } from "../../functions/store/packed-parts.ts";
import { FORMAT } from "../../functions/store/packed-state.ts";
import { STATE_ITEM } from "../../functions/store/state-store.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import type { Mishaps } from "./mishaps.ts";

/**
 * Releases of the code, oldest first; any two may run side by side. The code under test is the second. A container that
 * plays another release has its states translated on each write and read. A release must leave alone what it does not
 * know.
 */
export const RELEASES = ["format 3", "format 4", "a rule more", "format 5"] as const;
export type Release = (typeof RELEASES)[number];

/** The code of a container: its release, and whether it has switched on the rule that only newer releases know. */
export interface Code {
  readonly release: Release;
  readonly isNewRuleOn: boolean;
}

export function releaseAfter(release: Release, steps: 1 | -1): Release {
  return RELEASES[RELEASES.indexOf(release) + steps] ?? release;
}

/** The ports of the release. The oldest knows no history: it neither makes looks nor puts those that it finds. */
export function statesAs(states: StatePort, release: Release): StatePort {
  if (hasHistory(release)) return states;
  return {
    load: (systemId) => states.load(systemId),
    pack: (state, effects) => states.pack({ ...state, history: NO_HISTORY }, effects),
    commit: (systemId, base, packed, ruleBook) => states.commit(systemId, base, packed, ruleBook),
  };
}

export function looksAs(looks: LookPort, release: Release): LookPort {
  return hasHistory(release) ? looks : { pack: () => new Uint8Array(), put: async () => undefined };
}

export function hasHistory(release: Release): boolean {
  return release !== "format 3";
}

type Sent = { readonly input: object };

export function asCode(
  { release, isNewRuleOn }: Code,
  command: Sent,
  send: (own: Sent) => object,
  mishaps: Mishaps,
): object {
  if (!hasHistory(release) && isOfRuleBook(command)) return {};
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
  return release === "format 3" ? { Item: { ...item, format: FORMAT + 1 } } : answer;
}

/** The oldest release keeps no rules. */
function isOfRuleBook({ input }: Sent): boolean {
  const { Item } = input as { readonly Item?: { readonly item?: unknown } };
  return String(Item?.item).startsWith("rules/");
}

function written(item: Item, release: Release, isNewRuleOn: boolean): Item {
  // A new rule's part would be among the bytes kept apart, so a state that large is written without one.
  if (item.overflowItem !== undefined && release !== "format 5") return item;
  const columns = item.columns as Uint8Array;
  if (release === "format 3") {
    const { ruleVersion: _ruleVersion, ...known } = item;
    return { ...known, format: FORMAT - 1 };
  }
  if (release === "format 5") return { ...item, format: FORMAT + 1 };
  return release === "a rule more" && isNewRuleOn ? { ...item, columns: withNewPart(columns) } : item;
}

/** Whether the release knows everything in the state. */
export function isReadable(item: Item, release: Release): boolean {
  if (release === "format 3") return Number(item.format) < FORMAT;
  if (release === "format 4") return Number(item.format) <= FORMAT && !hasNewPart(item);
  return Number(item.format) <= FORMAT + (release === "format 5" ? 1 : 0);
}

/** The state item as the code under test would have written it, whichever release did. */
export function asWrittenToday(item: Item): Item {
  if (Number(item.format) < FORMAT) return item;
  return { ...item, format: FORMAT, columns: withoutNewPart(item.columns as Uint8Array) };
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
