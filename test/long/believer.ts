import type { FoldContext, Verdict } from "../../functions/core/context.ts";
import type { NaiveLook, NaiveStation } from "../core/naive-levels.ts";
import { changedAtOnce, isMass, type Look } from "../model/belief.ts";
import { Model } from "../model/model.ts";
import type { Poll, Reading } from "../model/poll.ts";
import { isOpen } from "../model/system.ts";

/** What the model, which is no code of the product, believes of each poll. */
export class Believer {
  readonly looks: NaiveLook[] = [];
  readonly #model = new Model();

  /** What is believed of the stations that are there. */
  get believed(): Look {
    return this.#model.system.believed ?? new Map();
  }

  take(poll: Poll, context: FoldContext): Verdict {
    const { system } = this.#model;
    const [before, hold] = [this.believed, system.hold];
    const { verdict } = this.#model.take(poll, { ...context, places: null, hours: null });
    const { at } = poll;
    const nothing = { at, since: at, frozenSince: null, isAfterHole: false, stations: new Map() };
    if (verdict !== "observed") {
      this.looks.push({ ...nothing, kind: "nothing" });
      return verdict;
    }
    const { believed } = this;
    const flapping = context.ruleBook.feed["feed-flapping"];
    const isConfirmed =
      hold !== null &&
      flapping !== null &&
      isMass(
        changedAtOnce(before, believed, () => true),
        flapping,
      );
    const frozen = system.feedStanding("feed-frozen");
    const stations = [...system.stations.keys()].map((id) => [id, stationOf(believed.get(id))] as const);
    this.looks.push({
      ...nothing,
      kind: "seen",
      since: isConfirmed ? hold.since : at,
      frozenSince: isOpen(frozen) ? (frozen.episode?.startedAt ?? null) : null,
      stations: new Map(stations),
    });
    return verdict;
  }
}

function stationOf(one: Reading | undefined): NaiveStation {
  if (one === undefined) return { reading: null, isOutside: false };
  const isShut = one.isClosedByOperator || one.isDisconnected;
  return { reading: { ...one, isInstalled: isShut ? false : one.isInstalled }, isOutside: false };
}
