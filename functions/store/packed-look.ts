import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Look } from "../core/believed.ts";
import { changedColumns } from "../core/column-changes.ts";
import type { Columns } from "../core/columns.ts";
import { STATIONS_MAX } from "../core/observation.ts";
import type { Believed, LookVerdict, ToldLook } from "../core/past.ts";
import { NewerStateError } from "../core/refusal.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { applyChanges, type OwnColumns, writeChanges } from "./packed-changes.ts";
import { readColumns, readKnownParts, writeColumns } from "./packed-parts.ts";

/**
 * The packed form of a look, without its `at`, which is its item's key: this format's number, what became of the
 * record, and of an observed one what is believed. The columns of all stations (a key) are deflated parts, as in a
 * state; changes (a delta) are not deflated: that would save no write unit.
 */
const LOOK_FORMAT = 1;
/** By their numbers; a number is never used again. */
const VERDICTS: readonly LookVerdict[] = ["observed", "held", "dropped", "failed", "unmatched", "retired"];
const OUTSIDE = { none: 0, all: 1, some: 2 } as const;
const COLUMNS = { none: 0, key: 1, delta: 2 } as const;
/** The list of ids may have those of a poll, of a held snapshot, and absent ones. */
const LIST_STATIONS_MAX = 5 * STATIONS_MAX;
const UNPACKED_BYTES_MAX = 16_000_000;
/** A sequence number of Kinesis: decimal digits. */
const SEQUENCE_NUMBER = /^\d{1,128}$/;
/** Stands before an odd number of digits, so that no half byte is left. */
const ODD = "f";
const NOTHING = new Uint8Array();
/** Each look is written in the room of the last, and copied from there. */
const looks = new ByteWriter();

/** A look as it was read. */
export interface StoredLook extends Omit<ToldLook, "believed" | "hole"> {
  /** The sequence number of its record; null where that was none. */
  readonly sequenceNumber: string | null;
  /** Of an observed look; otherwise null. */
  readonly seen: StoredSight | null;
}

interface StoredSight extends Pick<Believed, "since" | "frozenSince" | "outside"> {
  /** Null where none were kept; the look's reason then says why. */
  readonly columns: StoredKey | StoredDelta | null;
}

/** The columns of all stations. Reading them throws a NewerStateError, or another error, as unpackLook does. */
export interface StoredKey {
  readonly type: "key";
  /** Returns new columns of this many stations. */
  read(stations: number): OwnColumns;
}

/** What changed since the look `on`. */
export interface StoredDelta {
  readonly type: "delta";
  readonly on: number;
  readonly stations: number;
  /** Changes the columns in place, which are half changed where this throws; returns which stations changed. */
  applyTo(columns: OwnColumns): readonly number[];
}

export function packLook({ past, base }: Look, sequenceNumber: string): Uint8Array {
  const { at, previousAt, verdict, reason, hole, ruleVersion, believed } = past;
  const writer = looks;
  writer.clear();
  writer.writeNumber(LOOK_FORMAT);
  writer.writeNumber(VERDICTS.indexOf(verdict));
  writer.writeNumber(previousAt === null ? 0 : at - previousAt);
  writer.writeText(reason ?? hole ?? "");
  writer.writeText(ruleVersion);
  writeDigits(writer, sequenceNumber);
  if (believed === null) {
    if (verdict === "observed") writeSight(writer, at, { since: at, frozenSince: null, outside: null });
    if (verdict === "observed") writer.writeNumber(COLUMNS.none);
    return writer.bytes().slice();
  }
  writeSight(writer, at, believed);
  const { columns, stationIds } = believed;
  if (base === null) {
    writer.writeNumber(COLUMNS.key);
    writer.writeBytes(packColumns(columns, stationIds.length));
  } else {
    writer.writeNumber(COLUMNS.delta);
    writer.writeNumber(at - base.on);
    writer.writeNumber(stationIds.length);
    writeChanges(writer, base.columns, columns, believed.changed ?? changedColumns(base.columns, columns));
  }
  return writer.bytes().slice();
}

function writeSight(
  writer: ByteWriter,
  at: number,
  { since, frozenSince, outside }: Omit<StoredSight, "columns">,
): void {
  writer.writeNumber(at - since);
  writer.writeNumber(frozenSince === null ? 0 : at - frozenSince + 1);
  writer.writeNumber(outside === null ? OUTSIDE.none : outside === "all" ? OUTSIDE.all : OUTSIDE.some);
  if (outside === null || outside === "all") return;
  writer.writeNumber(outside.length);
  writer.writeRuns(outside.map((isOutside) => (isOutside ? 1 : 0)));
}

function packColumns(columns: Columns, stations: number): Uint8Array {
  const writer = new ByteWriter();
  writer.writeNumber(stations);
  writeColumns(writer, columns);
  return deflateRawSync(writer.bytes());
}

/** Writes half as many bytes as digits, after an odd one; nothing for what is no sequence number. */
function writeDigits(writer: ByteWriter, digits: string): void {
  const even = digits.length % 2 === 1 ? `${ODD}${digits}` : digits;
  writer.writeBytes(SEQUENCE_NUMBER.test(digits) ? Buffer.from(even, "hex") : NOTHING);
}

function digitsOf(bytes: Uint8Array): string | null {
  const digits = Buffer.from(bytes).toString("hex").replace(/^f/, "");
  return SEQUENCE_NUMBER.test(digits) ? digits : null;
}

/** Throws a NewerStateError for the look of newer code, and another error for what is no look of the time `at`. */
export function unpackLook(bytes: Uint8Array, at: number): StoredLook {
  const reader = new ByteReader(bytes, "look");
  const format = reader.readNumber();
  if (format > LOOK_FORMAT) {
    throw new NewerStateError(`format ${format}, expected at most ${LOOK_FORMAT}: newer code wrote it`);
  }
  const verdict = VERDICTS[reader.readNumber()];
  if (format === 0 || verdict === undefined)
    throw new RangeError("look has no format or verdict that is known");
  const previous = reader.readTimeBefore(at);
  const reason = textOf(reader.readBytes());
  const said = {
    at,
    previousAt: previous === at ? null : previous,
    verdict,
    reason: reason === "" ? null : reason,
    ruleVersion: textOf(reader.readBytes()),
    sequenceNumber: digitsOf(reader.readBytes()),
  };
  if (verdict !== "observed") {
    reader.end();
    return { ...said, seen: null };
  }
  const since = reader.readTimeBefore(at);
  const frozen = reader.readTimeBefore(at + 1);
  const outside = readOutside(reader);
  const columns = readStored(reader, at);
  return { ...said, seen: { since, frozenSince: frozen === at + 1 ? null : frozen, outside, columns } };
}

function readOutside(reader: ByteReader): Believed["outside"] {
  const kind = reader.readNumber();
  if (kind === OUTSIDE.none) return null;
  if (kind === OUTSIDE.all) return "all";
  if (kind !== OUTSIDE.some) throw new RangeError(`look has hours of the kind ${kind}`);
  const stations = reader.readNumber();
  if (stations > LIST_STATIONS_MAX) throw new RangeError(`look has ${stations} stations`);
  return reader.readRuns(stations, 1).map((value) => value === 1);
}

function readStored(reader: ByteReader, at: number): StoredSight["columns"] {
  const kind = reader.readNumber();
  if (kind === COLUMNS.key) {
    const packed = reader.readBytes();
    reader.end();
    return { type: "key", read: (stations) => unpackColumns(packed, stations) };
  }
  if (kind === COLUMNS.delta) {
    const on = reader.readTimeBefore(at);
    const stations = reader.readNumber();
    const changes = reader.readRest();
    const applyTo = (columns: OwnColumns) => applyChanges(new ByteReader(changes, "look"), columns);
    return { type: "delta", on, stations, applyTo };
  }
  if (kind !== COLUMNS.none) throw new RangeError(`look has columns of the kind ${kind}`);
  reader.end();
  return null;
}

function unpackColumns(packed: Uint8Array, stations: number): OwnColumns {
  const reader = new ByteReader(inflateRawSync(packed, { maxOutputLength: UNPACKED_BYTES_MAX }), "look");
  const count = reader.readNumber();
  if (count !== stations) throw new RangeError(`look has ${count} stations, its list of ids ${stations}`);
  const parts = readKnownParts(reader);
  const columns = readColumns(parts, count);
  for (const part of parts.values()) part.end();
  // A measure without a part shares one column of unknown counts.
  return { ...columns, vehicles: columns.vehicles.slice(), docks: columns.docks.slice() } as OwnColumns;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}
