import { addressOf, discoveryAddressOf, isStatusAddress } from "./addresses.ts";
import { discoveryOf, statusUrls } from "./discovery.ts";
import type { Tape } from "./read.ts";
import { answeringUrl, type TapeResponse } from "./tape.ts";

/** A position on a tape, and what the feed would have answered there. */
export interface TapeCursor {
  /**
   * Returns the newest response for the address at or before the cursor. Any address that was ever the status's gets the
   * newest status, since the poll at the cursor is that response's, whether or not the poller has heard of a move. A
   * file that was first fetched between this poll and the next one was there for this one too. A 304 has the body that
   * it confirms, where the tape has it.
   */
  newest(address: string): TapeResponse | null;
  /** Moves to the next status response and returns its time in milliseconds since the epoch, null at the end. */
  next(): Promise<number | null>;
  /** Moves so that `next` gives the first status response at or after `at`, going back to the beginning if needed. */
  seek(at: number): Promise<void>;
  close(): Promise<void>;
}

/** The most responses that are read before their time: a recorder fetches a handful of files in a row. */
const AHEAD_MAX = 16;

/** Opens a cursor. It holds only the newest response of each URL, not the tape. */
export function openCursor(tape: Tape): TapeCursor {
  const discoveryAddress = discoveryAddressOf(tape.head.system);
  let remaining = tape.responses();
  let newest = new Map<string, TapeResponse>();
  /** The newest whole body of each address. */
  let bodies = new Map<string, string>();
  let status: TapeResponse | null = null;
  /** The addresses that gbfs.json names for the status now, and all that it ever named. */
  let named = new Set<string>();
  let everNamed = new Set<string>();
  let waiting: TapeResponse | null = null;
  let ahead: TapeResponse[] = [];
  let statusAt = Number.NEGATIVE_INFINITY;

  const isStatus = (address: string) => isStatusAddress(address, tape.head.system, named);

  function take(taken: TapeResponse, address: string): void {
    if (taken.status === 200) bodies.set(address, taken.body);
    const response = taken.status === 304 ? { ...taken, body: bodies.get(address) ?? "" } : taken;
    newest.set(address, response);
    if (isStatus(address)) status = response;
    if (address !== discoveryAddress || response.status !== 200) return;
    const urls = statusUrls(response.body, new URL(answeringUrl(response)));
    // A gbfs.json that lost its feeds for a moment must not hide the polls.
    if (urls.length === 0) return;
    named = new Set(urls.map(addressOf));
    for (const address of named) everNamed.add(address);
  }

  /** Takes in everything before the first status response at or after `at`, which is left waiting. */
  async function advance(at: number): Promise<void> {
    while (waiting === null) {
      const response = ahead.shift() ?? (await remaining.next()).value;
      if (response === undefined) return;
      const address = addressOf(new URL(response.url));
      const isPoll = isStatus(address);
      if (isPoll && response.at >= at) waiting = response;
      else take(response, address);
      if (isPoll) statusAt = response.at;
    }
  }

  /** Reads what lies between the poll at the cursor and the next one, or a part of it. */
  async function lookAhead(): Promise<void> {
    while (ahead.length < AHEAD_MAX) {
      const { value: response } = await remaining.next();
      if (response === undefined) return;
      ahead.push(response);
      const address = addressOf(new URL(response.url));
      // What a new gbfs.json names as status is not known before it is taken.
      if (isStatus(address) || address === discoveryAddress) return;
    }
  }

  async function rewind(): Promise<void> {
    await remaining.return();
    remaining = tape.responses();
    newest = new Map();
    bodies = new Map();
    status = null;
    named = new Set();
    everNamed = new Set();
    waiting = null;
    ahead = [];
    statusAt = Number.NEGATIVE_INFINITY;
  }

  function takeWaiting(): number | null {
    if (waiting === null) return null;
    const { at, url } = waiting;
    take(waiting, addressOf(new URL(url)));
    waiting = null;
    return at;
  }

  return {
    newest(address) {
      if (everNamed.has(address)) return status;
      const isAsked = ({ url }: TapeResponse) => addressOf(new URL(url)) === address;
      const response = newest.get(address) ?? ahead.find(isAsked);
      if (response !== undefined || address !== discoveryAddress) return response ?? null;
      return discoveryOf([...newest.values()], tape.head.system);
    },
    async next() {
      await advance(Number.NEGATIVE_INFINITY);
      const at = takeWaiting();
      if (ahead.length === 0) await lookAhead();
      return at;
    },
    async seek(at) {
      if (at <= statusAt) await rewind();
      else takeWaiting();
      await advance(at);
    },
    async close() {
      await remaining.return();
    },
  };
}
