import { describe, expect, test } from "vitest";
import type { Effect } from "../../functions/core/effects.ts";
import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import type { Observation, PollOutcome } from "../../functions/core/observation.ts";
import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import {
  at,
  failed,
  flagsWith,
  guarded,
  reading,
  retired,
  run,
  SHUT,
  snapshot,
  told,
  unchanged,
} from "./builders.ts";

/** Twenty stations `s0` to `s19`; the function gives those that differ. */
function city(different: (index: number) => Observation | null | undefined = () => undefined): Observation[] {
  return Array.from({ length: 20 }, (_, index) => different(index)).flatMap((own, index) => {
    if (own === null) return [];
    return [own ?? reading(`s${index}`, 5 + (index % 3))];
  });
}

/** Changes the first `count` stations of the city. */
function first(count: number, change: (id: string) => Observation | null) {
  return city((index) => (index < count ? change(`s${index}`) : undefined));
}

function toldUnder(ruleBook: RuleBook, ...outcomes: PollOutcome[]): string[] {
  return told(run(outcomes, { ruleBook }).effects);
}

function reasons(effects: readonly Effect[]): (string | null)[] {
  return effects.flatMap((effect) => (effect.type === "open" ? [effect.reason] : []));
}

const SOUND = snapshot(at(0), ...city());

test.each(FEED_RULES)("$name counts a share of the stations only where systems.json may set one", (rule) => {
  const { parameters, builtIn } = rule;
  const isShared = builtIn.share > 0 && builtIn.atLeast > 0;
  expect(isShared || (builtIn.share === 0 && builtIn.atLeast === 0)).toBe(true);
  expect(isShared).toBe(parameters === "mass");
});

describe("feed-down", () => {
  test("opens after ten minutes of failures, with the last one's reason, and ends with the first answer", () => {
    const polls = [
      SOUND,
      failed(at(1)),
      failed(at(6)),
      failed(at(11)),
      failed(at(12)),
      unchanged(at(13), at(0)),
    ];
    const { effects } = run(polls, { ruleBook: guarded() });
    expect(told(effects)).toEqual(["open feed-down 11 since 1", "resolve feed-down 13"]);
    expect(reasons(effects)).toEqual(["it answered 503"]);
    expect(effects[0]).toMatchObject({
      alertId: "2026-05-04T08:01:00.000Z//feed-down",
      stationId: null,
      stationName: null,
    });
  });

  test("opens for a feed that never answered, too", () => {
    expect(toldUnder(guarded(), failed(at(0)), failed(at(10)))).toEqual(["open feed-down 10 since 0"]);
  });

  test("counts what repeats another snapshot than the newest as a failure", () => {
    const polls = [SOUND, unchanged(at(1), at(-5)), unchanged(at(11), at(-5))];
    expect(toldUnder(guarded(), ...polls)).toEqual(["open feed-down 11 since 1"]);
  });

  test("is not told of when it is switched off, and withdrawn when that happens while it is open", () => {
    const off = guarded({ feed: PLAIN_RULES.feed });
    expect(toldUnder(off, failed(at(0)), failed(at(60)))).toEqual([]);
    const open = run([failed(at(0)), failed(at(10))], { ruleBook: guarded() }).state;
    expect(told(run([failed(at(11))], { ruleBook: off }, open).effects)).toEqual([
      "resolve feed-down 11 withdrawn",
    ]);
  });

  test("that was over, and kept open for a while, is withdrawn as it ended", () => {
    const feed = { ...guarded().feed, "feed-down": { forMs: 0, keepForMs: 600_000, share: 0, atLeast: 0 } };
    const polls = [failed(at(0)), snapshot(at(1), ...city()), retired(at(3))];
    expect(toldUnder(guarded({ feed }), ...polls)).toEqual([
      "open feed-down 0",
      "resolve feed-down 3 ended 1 withdrawn",
    ]);
  });

  test("is not told of when its system leaves before it opens", () => {
    expect(toldUnder(guarded(), failed(at(0)), failed(at(5)), retired(at(20)))).toEqual([]);
  });

  test("is withdrawn with its system, and ends with the last poll", () => {
    const polls = [failed(at(0)), failed(at(10)), retired(at(20))];
    expect(toldUnder(guarded(), ...polls).at(-1)).toBe("resolve feed-down 20 ended 10 withdrawn");
    expect(run(polls, { ruleBook: guarded() }).state).toEqual({ ...NEW_SYSTEM, markAt: at(20) });
  });
});

describe("feed-frozen", () => {
  const hours = (count: number) => Array.from({ length: count * 4 }, (_, quarter) => (quarter + 1) * 15);

  test("opens when nothing has changed for six hours, whether sent again or said to be unchanged", () => {
    const sent = hours(7).map((minute) => snapshot(at(minute), ...city()));
    const said = hours(7).map((minute) => unchanged(at(minute), at(0)));
    for (const polls of [sent, said]) {
      const { effects } = run([SOUND, ...polls], { ruleBook: guarded() });
      expect(told(effects)).toEqual(["open feed-frozen 375 since 15"]);
      expect(reasons(effects)).toEqual(["no count and no flag changes any more"]);
    }
  });

  test("keeps what waits from being told: nobody knows whether it is still so", () => {
    const frozen = { forMs: 600_000, keepForMs: 0, share: 0, atLeast: 0 };
    const empty = { atMost: 0, clearAt: 1, forMs: 1_200_000, keepForMs: 0 };
    const book = guarded({
      feed: { ...guarded().feed, "feed-frozen": frozen },
      rules: { ...guarded().rules, empty },
    });
    const emptied = snapshot(at(1), ...first(1, (id) => reading(id, 0)));
    const still = [2, 12, 22, 32].map((minute) => unchanged(at(minute), at(1)));
    expect(toldUnder(book, SOUND, emptied, ...still)).toEqual(["open feed-frozen 12 since 2"]);
  });

  test("starts afresh with any change", () => {
    const polls = hours(11).map((minute) =>
      snapshot(at(minute), ...first(1, (id) => reading(id, minute < 240 ? 5 : 6))),
    );
    expect(toldUnder(guarded(), SOUND, ...polls)).toEqual(["open feed-frozen 615 since 255"]);
  });

  test("does not silence a system that changes now and then, whatever keepFor it has", () => {
    const feed = {
      ...guarded().feed,
      "feed-frozen": { forMs: 3_600_000, keepForMs: 600_000, share: 0, atLeast: 0 },
    };
    const polls = Array.from({ length: 30 }, (_, index) => {
      const minute = (index + 1) * 5;
      return snapshot(at(minute), ...first(1, (id) => reading(id, minute >= 100 ? 0 : 5 + (index >> 1))));
    });
    expect(toldUnder(guarded({ feed }), SOUND, ...polls)).toContain("open empty s0 100");
  });

  test("what has changed while it stood still is of an unknown time", () => {
    const polls = hours(7).map((minute) => unchanged(at(minute), at(0)));
    const thaw = snapshot(at(435), ...first(2, (id) => reading(id, 0)));
    const { guards } = guarded();
    for (const rebaselineAfterMs of [guards.rebaselineAfterMs, null]) {
      const book = guarded({ guards: { ...guards, rebaselineAfterMs } });
      expect(toldUnder(book, SOUND, ...polls, thaw)).toEqual([
        "open feed-frozen 375 since 15",
        "resolve feed-frozen 435",
        "open empty s0 435 after a gap",
        "open empty s1 435 after a gap",
      ]);
    }
  });

  test("ends with a change that closes nearly all stations: nothing but standing still begins it", () => {
    const feed = { ...guarded().feed, "feed-flapping": null };
    const polls = hours(7).map((minute) => unchanged(at(minute), at(0)));
    const closing = snapshot(at(435), ...city((index) => reading(`s${index}`, 5, 5, SHUT)));
    const lines = toldUnder(guarded({ feed }), SOUND, ...polls, closing);
    expect(lines.slice(1)).toEqual(["resolve feed-frozen 435", "open system-closed 435 after a gap"]);
  });
});

describe("feed-shrunk", () => {
  const half = first(10, () => null);

  test("is one alert in place of one for each station, and ends when they are back", () => {
    const feed = { ...guarded().feed, "feed-flapping": null };
    const polls = [1, 11, 70, 130].map((minute) => snapshot(at(minute), ...half));
    const back = [131, 141].map((minute) => snapshot(at(minute), ...city()));
    const { effects } = run([SOUND, ...polls, ...back], { ruleBook: guarded({ feed }) });
    expect(told(effects)).toEqual(["open feed-shrunk 11 since 1", "resolve feed-shrunk 141 ended 131"]);
    expect(reasons(effects)).toEqual(["10 of 20 stations are absent"]);
  });

  test("leaves fewer than ten stations to the rule `missing`", () => {
    const fewer = first(9, () => null);
    const polls = [1, 31, 61].map((minute) => snapshot(at(minute), ...fewer));
    expect(toldUnder(guarded(), SOUND, ...polls)).toEqual(
      Array.from({ length: 9 }, (_, index) => `open missing s${index} 61 since 1`),
    );
  });

  test("stays for a week: then who is absent has left, and their alerts are withdrawn", () => {
    const open = snapshot(at(1), ...first(1, (id) => reading(id, 0)));
    const days = Array.from({ length: 8 * 72 }, (_, part) => {
      const stations = half.map((one) => ({ ...one, vehicles: 3 + (part % 2) }));
      return snapshot(at(2 + part * 20), ...stations);
    });
    const all = toldUnder(guarded(), SOUND, open, ...days);
    expect(all.filter((line) => !line.includes("feed-flapping"))).toEqual([
      "open empty s0 1",
      "open feed-shrunk 22 since 2",
      `resolve empty s0 ${2 + 7 * 1_440} withdrawn`,
      `resolve feed-shrunk ${2 + 7 * 1_440 + 20} ended ${2 + 7 * 1_440}`,
    ]);
  });
});

describe("feed-flapping", () => {
  const shut = first(10, (id) => reading(id, 5, 5, SHUT));
  const held = snapshot(at(1), ...shut);

  test("is the only alert when stations change at once and come back", () => {
    const polls = [held, snapshot(at(2), ...city()), snapshot(at(12), ...city())];
    const { effects, verdicts, state } = run([SOUND, ...polls], { ruleBook: guarded() });
    expect(verdicts).toEqual(["observed", "held", "observed", "observed"]);
    expect(told(effects)).toEqual(["open feed-flapping 1", "resolve feed-flapping 12 ended 2"]);
    expect(reasons(effects)).toEqual(["10 of 20 stations changed at once"]);
    expect(state.held).toBeNull();
    expect(state.window?.docksCount).toEqual(city().map(() => 1));
  });

  test.each([
    ["three snapshots", [1, 2, 3].map((minute) => snapshot(at(minute), ...shut)), 3],
    ["a snapshot and what repeats it", [held, unchanged(at(2), at(1)), unchanged(at(3), at(1))], 3],
    ["ten minutes", [held, snapshot(at(11), ...shut)], 11],
  ])("%s confirm it: it has been so since the first, and is told now", (_what, polls, minute) => {
    const { effects, state } = run([SOUND, ...polls], { ruleBook: guarded() });
    const lines = told(effects);
    expect(state.observedAt).toBe(at(minute));
    const closed = Array.from({ length: 10 }, (_, index) => `open closed s${index} ${minute} since 1`);
    expect(lines).toEqual(["open feed-flapping 1", ...closed]);
  });

  test("holds on over the time of a gap: polls came, but were doubted", () => {
    const polls = [snapshot(at(25), ...shut), snapshot(at(36), ...shut)];
    expect(toldUnder(guarded(), SOUND, ...polls)).toEqual([
      "open feed-flapping 25",
      ...Array.from({ length: 10 }, (_, index) => `open closed s${index} 36 since 25 after a gap`),
    ]);
  });

  test("an alert that a confirmed change ends has ended with the first of its snapshots", () => {
    const still = guarded({ feed: { ...guarded().feed, "feed-flapping": null } });
    const open = run([SOUND, held], { ruleBook: still }).state;
    const back = [2, 3, 4].map((minute) => snapshot(at(minute), ...city()));
    const lines = told(run(back, { ruleBook: guarded() }, open).effects);
    expect(lines).toContain("resolve closed s0 4 ended 2");
  });

  test.each([
    ["vanish", first(10, () => null), "held"],
    ["lose their last vehicle", first(10, (id) => reading(id, 0)), "held"],
    ["lose their last dock", first(10, (id) => reading(id, 5, 0)), "held"],
    ["stop renting", first(10, (id) => reading(id, 5, 5, flagsWith({ isRenting: false }))), "held"],
    ["change their counts", first(20, (id) => reading(id, 9, 1)), "observed"],
    ["close, but are fewer than ten", first(9, (id) => reading(id, 5, 5, SHUT)), "observed"],
    [
      "are new",
      [...city(), ...city().map((one) => ({ ...one, stationId: `new ${one.stationId}` }))],
      "observed",
    ],
  ])("stations that %s at once are %s", (_what, stations, verdict) => {
    const { verdicts } = run([SOUND, snapshot(at(1), ...stations)], { ruleBook: guarded() });
    expect(verdicts[1]).toBe(verdict);
  });

  test("a report of 0 docks at many stations is held after docks were unreported", () => {
    const unreported = snapshot(at(0), ...city().map((one) => ({ ...one, docks: 0 })));
    const some = snapshot(at(1), ...city((index) => reading(`s${index}`, 5, index < 3 ? 4 : 0)));
    expect(run([unreported, some], { ruleBook: guarded() }).verdicts).toEqual(["observed", "held"]);
  });

  test("a mass that changes again is held anew", () => {
    const other = city((index) => (index >= 10 ? reading(`s${index}`, 5, 5, SHUT) : undefined));
    const polls = [held, snapshot(at(2), ...other), snapshot(at(3), ...other)];
    const { state, verdicts } = run([SOUND, ...polls], { ruleBook: guarded() });
    expect(verdicts.slice(1)).toEqual(["held", "held", "held"]);
    expect(state.held).toMatchObject({ since: at(2), sightings: 2 });
  });

  test("naming the snapshot that was believed, while another is held, is a failure", () => {
    const { verdicts } = run([SOUND, held, unchanged(at(2), at(0))], { ruleBook: guarded() });
    expect(verdicts[2]).toBe("unmatched");
  });

  test("a system whose ids all change is one feed-shrunk alert, not one a station", () => {
    const renamed = city().map((one) => ({ ...one, stationId: `new ${one.stationId}` }));
    const polls = Array.from({ length: 200 }, (_, index) => snapshot(at(index + 1), ...renamed));
    expect(toldUnder(guarded(), SOUND, ...polls)).toEqual([
      "open feed-flapping 1",
      "open feed-shrunk 11 since 1",
      "resolve feed-flapping 13 ended 3",
    ]);
  });
});

test("an alert about the feed counts the stations that are empty after its poll", () => {
  const emptied = snapshot(at(1), ...first(3, (id) => reading(id, 0)));
  const { effects } = run([failed(at(-10)), failed(at(0)), emptied], { ruleBook: guarded() });
  expect(told(effects).slice(0, 2)).toEqual(["open feed-down 0 since -10", "resolve feed-down 1"]);
  expect(effects[1]).toMatchObject({ resolution: { emptyInSystem: 3 } });
});

test("a feed that is complete again by a held change was so from the first time it was seen", () => {
  const ruleBook = guarded();
  const shrunk = { forMs: 0, keepForMs: 0, share: 0.3, atLeast: 3 };
  const sensitive = { ...ruleBook, feed: { ...ruleBook.feed, "feed-shrunk": shrunk } };
  const absent = snapshot(at(1), ...first(7, () => null));
  // The seven are back, and ten others close: held until it was seen three times.
  const back = city((index) => (index >= 10 ? reading(`s${index}`, 5, 5, SHUT) : undefined));
  const polls = [SOUND, absent, ...[2, 3, 4].map((minute) => snapshot(at(minute), ...back))];
  const ends = told(run(polls, { ruleBook: sensitive }).effects).filter((line) =>
    line.includes("feed-shrunk"),
  );
  expect(ends).toEqual(["open feed-shrunk 1", "resolve feed-shrunk 4 ended 2"]);
});

test("an alert of a station that has left as a held change is believed ends with the poll", () => {
  const { guards, feed } = guarded();
  const ruleBook = guarded({
    guards: { ...guards, rebaselineAfterMs: null },
    feed: { ...feed, "feed-frozen": null },
  });
  const week = 7 * 1_440;
  const others = (flags?: number) =>
    city((index) => (index === 0 ? null : reading(`s${index}`, 5, 5, flags)));
  const polls = [
    snapshot(at(0), ...first(1, (id) => reading(id, 0))),
    snapshot(at(1), ...others()),
    ...[week - 1, week, week + 1].map((minute) => snapshot(at(minute), ...others(SHUT))),
  ];
  const { effects, verdicts } = run(polls, { ruleBook });
  expect(verdicts).toEqual(["observed", "observed", "held", "held", "observed"]);
  expect(told(effects)).toContain(`resolve empty s0 ${week + 1} withdrawn`);
});

test("an alert of a rule that is switched off as a held change is believed ends with the poll", () => {
  const ruleBook = guarded();
  const before = run([SOUND, snapshot(at(1), ...first(1, (id) => reading(id, 0)))], { ruleBook });
  const shut = [2, 3, 4].map((minute) => snapshot(at(minute), ...first(12, (id) => reading(id, 0, 5, SHUT))));
  const holding = run(shut.slice(0, 2), { ruleBook }, before.state);
  const rules = { ...ruleBook.rules, empty: null };
  for (const off of [{ rules }, { stations: new Map([["s0", rules]]) }]) {
    const { effects } = run(shut.slice(2), { ruleBook: { ...ruleBook, ...off } }, holding.state);
    expect(told(effects)).toContain("resolve empty s0 4 withdrawn");
  }
});
