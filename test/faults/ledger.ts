import { isDeepStrictEqual } from "node:util";
import { emptyIn } from "../../functions/core/alerts.ts";
import { type AlertsChanged, announcementsOf } from "../../functions/core/announcement.ts";
import { type Look, takeLook } from "../../functions/core/believed.ts";
import { type FoldContext, isLook } from "../../functions/core/context.ts";
import type { Effect, OpenAlert, Resolution } from "../../functions/core/effects.ts";
import { fold } from "../../functions/core/fold.ts";
import { NO_HISTORY } from "../../functions/core/history-marks.ts";
import type { Believed } from "../../functions/core/past.ts";
import { endStanding, type StandingAlert } from "../../functions/core/standing-alerts.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import type { CityWindow } from "../../functions/core/windows.ts";
import { type HistoryItem, historyItem } from "../../functions/store/history-store.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import { unpackEffects } from "../../functions/store/pending-effects.ts";
import type { DataRecord } from "../../local/mapping/record.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import type { Written } from "../doubles/tables/tables.ts";
import { wrongBook } from "./books.ts";
import { messageIn } from "./message-in.ts";
import { hasHistory, isReadable, type Release } from "./releases.ts";
import { type Committed, type Read, stateOf, withOverflow } from "./state-items.ts";

/** The container that writes: the records of its invocation and the version of its rules. */
export interface Writer {
  readonly name: string;
  readonly version: string;
  readonly release: Release;
  readonly batch: readonly DataRecord[];
}

type Settings = (
  systemId: string,
  writer: Writer,
) => Pick<FoldContext, "ruleBook" | "alertRetentionMs" | "windowRetentionMs">;

export interface ExpectedAlert {
  readonly systemId: string;
  readonly open: OpenAlert;
  resolution: Resolution | null;
}

export interface ExpectedLook {
  readonly item: HistoryItem;
  /** What is believed after it; null where it has no columns. */
  readonly believed: Believed | null;
}

/** Clocks that differ by more are wrong. */
const CLOCKS_DIFFER_MS = 5 * 60_000;
const PENDING_BYTES_MAX = 16_000_000;
const LEASE_MS = 55_000;
/** More effects of one commit are flushed in groups. */
const EFFECTS_AT_ONCE = 16;
/** Polls are a minute apart, less a tolerance for early ones. */
const BETWEEN_POLLS_MS_MIN = 53_000;

/**
 * Follows the commits as they happen. The marks show which records each commit took, and the ledger folds those anew in
 * one go. It ignores names, which depend on when a roster came.
 */
export class Ledger {
  /** Set by each container before it writes; null for pollers and people. */
  writer: Writer | null = null;
  readonly violations: string[] = [];
  readonly committed = new Map<string, Committed>();
  /** Sequence numbers of the records that a commit took. */
  readonly taken = new Set<string>();
  readonly alerts = new Map<string, ExpectedAlert>();
  readonly windows = new Map<
    string,
    CityWindow & { readonly systemId: string; readonly expiresAt: number }
  >();
  /** The items that the table of history is to have, and the ids by which their columns count. */
  readonly looks = new Map<string, ExpectedLook>();
  readonly events = new Map<string, AlertsChanged>();
  /** All station names that rosters have given. */
  readonly names = new Set<string>();
  /** Systems whose state was spoiled, and has not been begun anew since. */
  readonly spoiled = new Set<string>();
  /** Lists of ids that were spoiled, by system and name. */
  readonly spoiledLists = new Set<string>();
  commits = 0;
  /** Commits whose effects are flushed in more than one group. */
  groups = 0;
  readonly #settings: Settings;
  /** Called when a commit took only the first records of its batch. */
  readonly #onCut: () => void;
  readonly #snapshots = new Set<string>();
  readonly #takenAt = new Map<string, number>();

  constructor(settings: Settings, onCut: () => void) {
    this.#settings = settings;
    this.#onCut = onCut;
  }

  onPut(record: DataRecord): void {
    const message = messageIn(record);
    if (message?.type === "snapshot") this.#snapshots.add(`${message.systemId}/${message.fetchedAt}`);
    if (message?.type === "roster") for (const station of message.stations) this.names.add(station.name);
    if (message?.type === "unchanged" && !this.#snapshots.has(`${message.systemId}/${message.snapshotAt}`)) {
      this.#accuse(`${message.systemId} is told to be unchanged since a snapshot that is not on the stream`);
    }
  }

  onWrite({ table, before, after }: Written, read: Read): void {
    if (table === "polls") this.#onPoll(before, after);
    if (this.writer === null) return;
    if (table === "state" && after.item === "state") {
      if (Number(before?.format ?? 0) > Number(after.format)) {
        this.#accuse(`a state in format ${before?.format} is overwritten by one in format ${after.format}`);
      } else if (before !== undefined && !isReadable(before, this.writer.release)) {
        this.#accuse(`a state with a part of newer code is overwritten by ${this.writer.name}`);
      }
      this.#onCommit(this.writer, after, read);
    }
    if (table === "alerts" && !this.alerts.has(`${after.systemId}/${after.alertId}`)) {
      this.#accuse(`the alert ${after.alertId} of ${after.systemId} is written, but in no commit`);
    }
    if (table === "windows" && !this.windows.has(`${after.systemId}/${after.windowStart}`)) {
      this.#accuse(`the window ${after.windowStart} of ${after.systemId} is written, but in no commit`);
    }
    if (table === "history" && !this.looks.has(`${after.systemId}/${after.at}`)) {
      this.#accuse(`the look ${after.at} of ${after.systemId} is written, but in no commit`);
    }
  }

  #accuse(violation: string): void {
    this.violations.push(violation);
  }

  /** A schedule that fires twice must not poll a system twice. */
  #onPoll(before: Item | undefined, after: Item): void {
    if (typeof after.leaseUntil !== "string" || after.leaseToken === before?.leaseToken) return;
    const takenAt = Date.parse(after.leaseUntil) - LEASE_MS;
    const systemId = String(after.systemId);
    const sinceMs = takenAt - (this.#takenAt.get(systemId) ?? 0);
    // What a clock that was ahead has written is not believed, so the next poll need not wait for it.
    const saidMs = takenAt - (typeof before?.lastPolledAt === "string" ? Date.parse(before.lastPolledAt) : 0);
    if (Math.min(sinceMs, saidMs) >= -CLOCKS_DIFFER_MS && sinceMs < BETWEEN_POLLS_MS_MIN) {
      this.#accuse(`${systemId} was polled twice within a minute`);
    }
    this.#takenAt.set(systemId, takenAt);
  }

  #onCommit(writer: Writer, written: Item, read: Read): void {
    const item = withOverflow(written, read);
    const systemId = String(item.systemId);
    const head = this.committed.get(systemId) ?? { version: 0, state: NEW_SYSTEM, stationsItem: null };
    this.commits++;
    if (item.version !== head.version + 1) {
      this.#accuse(`version ${item.version} of ${systemId} was committed on version ${head.version}`);
    }
    const markAt = typeof item.markAt === "string" ? Date.parse(item.markAt) : null;
    const actual = stateOf(item, read, this.spoiled.has(systemId) ? head : null);
    const isAnew = this.#beginsAnew(systemId, item);
    const from = isAnew ? anewFrom(head.state) : head.state;
    const stationsItem = String(item.stationsItem);
    const state = this.#foldUpTo(systemId, from, { markAt, stationsItem }, writer, isAnew);
    const isLeft = (record: DataRecord) => {
      const message = messageIn(record);
      if (message === null || message.systemId !== systemId || message.type === "roster") return false;
      return message.fetchedAt > (markAt ?? 0);
    };
    if (writer.batch.some(isLeft)) this.#onCut();
    if (isAnew) this.spoiled.delete(systemId);
    const { ruleBook } = this.#settings(systemId, writer);
    const wrong = hasHistory(writer.release) ? wrongBook(item, ruleBook, read) : null;
    if (wrong !== null) this.#accuse(wrong);
    if (actual === null)
      this.#accuse(`the state of ${systemId} names ${item.stationsItem}, which is not there`);
    else if (!isDeepStrictEqual(actual, state)) {
      this.#accuse(`version ${item.version} of ${systemId} is not what its records come to`);
    }
    this.committed.set(systemId, {
      version: Number(item.version),
      state,
      stationsItem,
    });
  }

  /**
   * A system whose state was spoiled begins anew with the first writer that reads it; one that has read it before, or
   * remembers the spoiled list of ids, goes on. Only who begins anew writes a list of ids and lets none go.
   */
  #beginsAnew(systemId: string, { stationsItem, pending }: Item): boolean {
    const isNew = stationsItem !== this.committed.get(systemId)?.stationsItem;
    const effects = unpackEffects(pending, PENDING_BYTES_MAX);
    return this.spoiled.has(systemId) && isNew && !effects.some(({ type }) => type === "forget-stations");
  }

  /**
   * Folds the writer's records, from the first newer than the mark up to the commit's mark. When a system begins anew,
   * the first one also ends what is open.
   */
  #foldUpTo(
    systemId: string,
    from: SystemState,
    { markAt, stationsItem }: { readonly markAt: number | null; readonly stationsItem: string },
    writer: Writer,
    isAnew: boolean,
  ): SystemState {
    const settings = this.#settings(systemId, writer);
    let effects = 0;
    let state = from;
    for (const { arrivedAt, sequenceNumber, message } of polls(writer, systemId)) {
      if (state.markAt === markAt) break;
      const context = { ...settings, arrivedAt, roster: null };
      const folded = fold(state, message, context);
      if (!isLook(folded)) continue;
      if (state.markAt !== null && message.fetchedAt <= state.markAt) {
        this.#accuse(`a commit of ${systemId} takes a record that is not newer than its mark`);
      }
      const ends =
        isAnew && state === from
          ? endStanding(this.#openOf(systemId), message.fetchedAt, emptyIn(folded.state), context)
          : [];
      const taken = takeLook(state, folded, message.fetchedAt, context);
      state = taken.state;
      this.taken.add(sequenceNumber);
      if (hasHistory(writer.release)) {
        const expiresAt = arrivedAt + settings.windowRetentionMs;
        this.#expectLook(systemId, taken.look, { sequenceNumber, stationsItem, expiresAt });
      }
      this.#expect(systemId, [...ends, ...folded.effects]);
      effects += ends.length + folded.effects.length;
    }
    if (effects > EFFECTS_AT_ONCE) this.groups++;
    if (state.markAt !== markAt) this.#accuse(`a commit of ${systemId} has a mark of none of its records`);
    return hasHistory(writer.release) ? state : { ...state, history: NO_HISTORY };
  }

  #expectLook(
    systemId: string,
    look: Look,
    of: { readonly sequenceNumber: string; readonly stationsItem: string; readonly expiresAt: number },
  ): void {
    const { at, believed } = look.past;
    const hasColumns = believed !== null;
    const item = historyItem(systemId, {
      at,
      expiresAt: of.expiresAt,
      hasColumns,
      bytes: packLook(look, of.sequenceNumber),
      stationsItem: hasColumns ? of.stationsItem : null,
    });
    const key = `${systemId}/${item.at}`;
    if (this.looks.has(key)) this.#accuse(`two commits have the look ${key}`);
    this.looks.set(key, { item, believed });
  }

  #openOf(systemId: string): StandingAlert[] {
    const own = [...this.alerts.values()].filter((alert) => alert.systemId === systemId);
    return own.flatMap(({ open, resolution }) => (resolution === null ? [open] : []));
  }

  #expect(systemId: string, effects: readonly Effect[]): void {
    for (const event of announcementsOf(systemId, effects)) this.events.set(event.id, event);
    for (const effect of effects) {
      if (effect.type === "window") {
        const key = `${systemId}/${new Date(effect.window.startAt).toISOString()}`;
        this.windows.set(key, { ...effect.window, systemId, expiresAt: effect.expiresAt });
      } else if (effect.type === "open") {
        this.alerts.set(`${systemId}/${effect.alertId}`, { systemId, open: effect, resolution: null });
      } else if (effect.type === "resolve") {
        const alert = this.alerts.get(`${systemId}/${effect.alertId}`);
        if (alert === undefined) this.#accuse(`the fold resolves ${effect.alertId}, which it never opened`);
        else alert.resolution = effect.resolution;
      }
    }
  }
}

/** The polls of a system among the writer's records. */
function polls({ batch }: Writer, systemId: string) {
  return batch.flatMap(({ arrivedAt, sequenceNumber, ...record }) => {
    const message = messageIn({ arrivedAt, sequenceNumber, ...record });
    const isPoll = message !== null && message.type !== "roster" && message.systemId === systemId;
    return isPoll ? [{ arrivedAt, sequenceNumber, message }] : [];
  });
}

function anewFrom({ markAt }: SystemState): SystemState {
  return { ...NEW_SYSTEM, markAt };
}
