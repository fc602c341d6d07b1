import { addressOf, discoveryAddressOf, isStatusAddress } from "./addresses.ts";
import { statusUrls } from "./discovery.ts";
import type { Tape } from "./read.ts";
import type { TapeResponse } from "./tape.ts";

/** A position on a tape, and what the feed would have answered there. */
export interface TapeCursor {
  /** Returns the newest response for the address at or before the cursor. */
  newest(address: string): TapeResponse | null;
  /** Moves to the next status response and returns its time in milliseconds since the epoch, null at the end. */
  next(): Promise<number | null>;
  /** Moves so that `next` gives the first status response at or after `at`, going back to the beginning if needed. */
  seek(at: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a cursor. It holds only the newest response of each URL, not the tape. */
export function openCursor(tape: Tape): TapeCursor {
  const discoveryAddress = discoveryAddressOf(tape.head.system);
  let remaining = tape.responses();
  let newest = new Map<string, TapeResponse>();
  let named = new Set<string>();
  let waiting: TapeResponse | null = null;
  let statusAt = Number.NEGATIVE_INFINITY;

  function take(response: TapeResponse, address: string): void {
    newest.set(address, response);
    if (address !== discoveryAddress || response.status !== 200) return;
    const urls = statusUrls(response.body, new URL(response.url));
    // A gbfs.json that lost its feeds for a moment must not hide the polls.
    if (urls.length > 0) named = new Set(urls.map(addressOf));
  }

  /** Takes in everything before the first status response at or after `at`, which is left waiting. */
  async function advance(at: number): Promise<void> {
    while (waiting === null) {
      const { value: response } = await remaining.next();
      if (response === undefined) return;
      const address = addressOf(new URL(response.url));
      const isStatus = isStatusAddress(address, tape.head.system, named);
      if (isStatus && response.at >= at) waiting = response;
      else take(response, address);
      if (isStatus) statusAt = response.at;
    }
  }

  async function rewind(): Promise<void> {
    await remaining.return();
    remaining = tape.responses();
    newest = new Map();
    named = new Set();
    waiting = null;
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
    newest: (address) => newest.get(address) ?? null,
    async next() {
      await advance(Number.NEGATIVE_INFINITY);
      return takeWaiting();
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
