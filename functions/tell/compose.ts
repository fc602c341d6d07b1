import { createHash } from "node:crypto";
import type { Receiver } from "../core/receiver.ts";
import type { Ending, News } from "../core/tellable.ts";
import { type OpeningName, put, type Standing, TOLD_MAX } from "../core/telling.ts";
import { countsByRule, type Digest, openedInDigest, overInDigest } from "../views/digest.ts";
import { digestText } from "../words/digest.ts";
import { payload } from "./payload.ts";

/** What of a message for programs the lists of alerts may take, in bytes: with its frame it stays below 64 KB. */
const LISTS_BYTES_MAX = 60_000;
/** What a receiver's item takes at most with openings; ends have more, or a full item could never empty. */
const ITEM_BYTES_MAX = { withOpenings: 300_000, withEndsAlone: 390_000 };
const DAY_MS = 86_400_000;
const BYTES_BETWEEN = 1;

/** Returns what a standing takes in its table, in bytes. */
export type BytesOf = (standing: Standing) => number;

export interface Composed {
  /** The standing with the message put; null where there is no room for any. */
  readonly standing: Standing | null;
  /** Open alerts that cannot be followed: there is no room for more. */
  readonly unfollowed: number;
}

/** Puts a message that tells as much of the news as there is room for. */
export function compose(
  receiver: Receiver,
  standing: Standing,
  news: News,
  now: number,
  bytesOf: BytesOf,
): Composed {
  const places = Math.max(0, TOLD_MAX - standing.told.size);
  const followed = { opened: news.opened.slice(0, places), over: news.over };
  // A text says the rest by its number, and a bare message names nothing.
  const fitting = receiver.kind === "standard" && !standing.isBare ? fitted(followed, now) : followed;
  for (let chosen = fitting; chosen.opened.length + chosen.over.length > 0; chosen = halved(chosen)) {
    const lost = fitting.opened.length - chosen.opened.length;
    const unfollowed = news.opened.length - followed.opened.length + lost;
    const isAll =
      fitting.opened.length + fitting.over.length === followed.opened.length + followed.over.length;
    const next = put(standing, messageOf(receiver, standing, chosen, { unfollowed, isAll, now }), now);
    const { withOpenings, withEndsAlone } = ITEM_BYTES_MAX;
    if (bytesOf(next) <= (chosen.opened.length > 0 ? withOpenings : withEndsAlone)) {
      return { standing: next, unfollowed };
    }
  }
  return { standing: null, unfollowed: news.opened.length };
}

function messageOf(
  receiver: Receiver,
  standing: Standing,
  { opened, over }: News,
  { unfollowed, isAll, now }: { unfollowed: number; isAll: boolean; now: number },
) {
  const recent = over.filter((ending) => !isLongAgo(ending, now));
  const digest: Digest = {
    receiver: receiver.name,
    at: now,
    opened,
    over: recent,
    overLongAgo: over.length - recent.length,
    unfollowed,
    isBare: standing.isBare,
  };
  const text = bodyOf(digest, receiver);
  const body = new TextEncoder().encode(text);
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
  return {
    id: `${receiver.name}-${standing.version}-${hash}`,
    kind: receiver.kind,
    body,
    opened: opened.map(({ alert }) => nameOf(alert)),
    over: over.map(({ name }) => name),
    goesOn: !isAll,
  };
}

function bodyOf(digest: Digest, { kind, timeZone }: Receiver): string {
  if (kind === "standard") return jsonOf(digest);
  const text = digestText(digest, timeZone);
  return kind === "mail" ? text : JSON.stringify({ text });
}

function jsonOf(digest: Digest): string {
  const { receiver, at, opened, over, overLongAgo, unfollowed, isBare } = digest;
  return payload("stationwatch.digest", at, {
    receiver,
    bare: isBare,
    opened: isBare ? [] : opened.map(openedInDigest),
    over: isBare ? [] : over.map(overInDigest),
    overLongAgo,
    unfollowed,
    counts: countsByRule(digest),
  });
}

/** Returns as much as a message for programs has room for, the longest first; ends take at most half if need be. */
function fitted({ opened, over }: News, now: number): News {
  const openedBytes = opened.map((one) => bytesIn(openedInDigest(one)));
  const overBytes = over.map((one) => (isLongAgo(one, now) ? 0 : bytesIn(overInDigest(one))));
  const ends = countWithin(overBytes, LISTS_BYTES_MAX / 2);
  const left = LISTS_BYTES_MAX - sum(overBytes.slice(0, ends));
  const begun = countWithin(openedBytes, left);
  const more = countWithin(overBytes.slice(ends), left - sum(openedBytes.slice(0, begun)));
  return { opened: opened.slice(0, begun), over: over.slice(0, ends + more) };
}

function bytesIn(value: object): number {
  return Buffer.byteLength(JSON.stringify(value)) + BYTES_BETWEEN;
}

function countWithin(sizes: readonly number[], bytesMax: number): number {
  let bytes = 0;
  const first = sizes.findIndex((size) => {
    bytes += size;
    return bytes > bytesMax;
  });
  return first === -1 ? sizes.length : first;
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

/** Openings go first: their places are missing, while ends make places free. */
function halved({ opened, over }: News): News {
  if (opened.length > 0) return { opened: opened.slice(0, Math.floor(opened.length / 2)), over };
  return { opened, over: over.slice(0, Math.floor(over.length / 2)) };
}

/** Returns whether an alert ended more than a day ago, or so long ago that its item is gone. */
function isLongAgo({ alert }: Ending, now: number): boolean {
  return alert === null || (alert.resolvedAt !== undefined && Date.parse(alert.resolvedAt) < now - DAY_MS);
}

function nameOf({ systemId, alertId }: OpeningName): OpeningName {
  return { systemId, alertId };
}
