import { type FoldContext, type Folded, storedNowhere } from "../../functions/core/context.ts";
import { coalesce, type Effect, type OpenAlert } from "../../functions/core/effects.ts";
import { fold } from "../../functions/core/fold.ts";
import { foldPast } from "../../functions/core/fold-past.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import type { RuleBook, RuleName } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import type { CityWindow } from "../../functions/core/windows.ts";
import type { AlertEvent } from "../../functions/words/event-lines.ts";
import type { Recorded } from "./recorded.ts";

export interface ReplayedEvent extends AlertEvent {
  readonly rule: RuleName;
}

export interface Replayed {
  readonly systemId: string;
  /** In order of time; an alert that opened as a baseline has only its `resolved`. */
  readonly events: readonly ReplayedEvent[];
  /** Every alert, baselines too, in the order in which they opened; the resolution of one that is open is null. */
  readonly alerts: readonly OpenAlert[];
  /** The finished windows in order of time; the tape's last window is never finished. */
  readonly windows: readonly CityWindow[];
  readonly polls: number;
  readonly failedPolls: number;
  /** Fetch times of the first and the last poll, in milliseconds; null where there was none. */
  readonly from: number | null;
  readonly to: number | null;
  /** When the stations were judged last, in milliseconds; null where they never were. */
  readonly observedAt: number | null;
  /** The time zone as the feed gave it last; null where it gave none. */
  readonly timeZone: string | null;
  /** Station names by id, as the feed gave them last. */
  readonly names: ReadonlyMap<string, string>;
}

/** What takes a system's records, or its history, in order; the next comes when what it returns has settled. */
export interface Listener {
  take(message: StreamMessage): unknown;
  takePast(past: PastLook): unknown;
}

/** One system's records, or its history, folded in memory by the detector's own core under one rule book. */
export class Replay implements Listener {
  readonly #systemId: string;
  readonly #ruleBook: RuleBook;
  #roster: RosterIndex | null = null;
  #state: SystemState = NEW_SYSTEM;
  #effects: Effect[] = [];
  #polls = 0;
  #failedPolls = 0;
  #from: number | null = null;

  constructor(systemId: string, ruleBook: RuleBook) {
    this.#systemId = systemId;
    this.#ruleBook = ruleBook;
  }

  /** Returns what became of a poll; null for a roster. */
  take(message: StreamMessage): Folded | null {
    if (message.type === "roster") {
      this.#roster = indexRoster(message);
      return null;
    }
    const { fetchedAt } = message;
    const folded = fold(this.#state, message, this.#context(fetchedAt));
    this.#add(fetchedAt, folded);
    return folded;
  }

  /** Takes a poll of the past, of which it is settled what became of it. */
  takePast(past: PastLook): Folded {
    const folded = foldPast(this.#state, past, this.#context(past.at));
    this.#add(past.at, folded);
    return folded;
  }

  replayed(): Replayed {
    const effects = this.#effects;
    const stations = this.#roster?.roster.stations ?? [];
    return {
      systemId: this.#systemId,
      events: effects.map(eventOf).filter((event) => event !== null),
      alerts: coalesce(effects).filter((effect) => effect.type === "open"),
      windows: effects.filter((effect) => effect.type === "window").map(({ window }) => window),
      polls: this.#polls,
      failedPolls: this.#failedPolls,
      from: this.#from,
      to: this.#state.markAt,
      observedAt: this.#state.observedAt,
      timeZone: this.#roster?.roster.timeZone ?? null,
      names: new Map(stations.map(({ stationId, name }) => [stationId, name])),
    };
  }

  #add(at: number, { state, effects, verdict }: Folded): void {
    this.#polls++;
    this.#from ??= at;
    if (verdict === "failed") this.#failedPolls++;
    this.#state = state;
    for (const effect of effects) this.#effects.push(effect);
  }

  #context(arrivedAt: number): FoldContext {
    return storedNowhere({ ruleBook: this.#ruleBook, arrivedAt, roster: this.#roster });
  }
}

/** Lets each listener take what was recorded. `onPart` is called for each part that is read. Rejects as reading does. */
export async function play(
  recorded: Pick<Recorded, "messages">,
  listeners: readonly Listener[],
  onPart: () => void = () => undefined,
): Promise<void> {
  for await (const message of recorded.messages(onPart)) {
    for (const listener of listeners) await listener.take(message);
  }
}

function eventOf(effect: Effect): ReplayedEvent | null {
  if (effect.type === "open" && !effect.baseline) {
    return { stationId: effect.stationId, rule: effect.rule, event: "opened", at: effect.openedAt };
  }
  if (effect.type !== "resolve") return null;
  const { stationId, rule, resolution } = effect;
  return { stationId, rule, event: "resolved", at: resolution.resolvedAt };
}
