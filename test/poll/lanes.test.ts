import { describe, expect, test } from "vitest";
import { stableShare } from "../../functions/core/stable-share.ts";
import { type DueSystem, lanesOf, spreadMs } from "../../functions/poll/lanes.ts";
import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import { MINUTE_MS, T0 } from "../core/builders.ts";
import { HILL, URLS } from "./memory-world.ts";

/** A system whose status is on the host, due this many seconds after T0. */
function dueAt(seconds: number, systemId: string, host = "feeds.example"): DueSystem {
  const urls = { ...URLS, status: `https://${host}/${systemId}` };
  const nextDueAt = T0 + seconds * 1_000;
  return {
    entry: { ...HILL, systemId, url: "https://lists.example/gbfs.json" },
    memory: { ...NO_MEMORY, systemId, urls, urlsGoodUntil: T0 + MINUTE_MS, nextDueAt },
  };
}

const idsOf = (lanes: ReturnType<typeof lanesOf>) =>
  lanes.map(({ systems }) => systems.map(({ entry }) => entry.systemId));

describe("a lane", () => {
  test("has the systems of one host, the one that has been due for longest first", () => {
    const due = [dueAt(-1, "a"), dueAt(-3, "b"), dueAt(-2, "c", "other.example"), dueAt(-9, "d")];
    expect(idsOf(lanesOf(due, T0, 0))).toEqual([["d", "b", "a"], ["c"]]);
  });

  test("has those that failed last behind the others, the ones that failed first at its end", () => {
    const failed = (seconds: number, systemId: string) => {
      const one = dueAt(seconds, systemId);
      return { ...one, memory: { ...one.memory, failuresInARow: 1 } };
    };
    const due = [failed(-9, "a"), dueAt(-3, "b"), failed(-2, "c"), dueAt(-1, "d"), failed(-9, "e")];
    expect(idsOf(lanesOf(due, T0, 0))).toEqual([["b", "d", "c", "e", "a"]]);
    expect(idsOf(lanesOf([failed(-60.001, "late"), dueAt(-3, "b")], T0, 0))).toEqual([["late", "b"]]);
    expect(idsOf(lanesOf([failed(-60, "a"), dueAt(-3, "b")], T0, 0))).toEqual([["b", "a"]]);
  });

  test("is of a host with its port", () => {
    const due = [dueAt(-2, "a", "feeds.example:8443"), dueAt(-1, "b")];
    expect(idsOf(lanesOf(due, T0, 0))).toEqual([["a"], ["b"]]);
  });

  test("is of the host of gbfs.json where that is to be asked first", () => {
    const unknown = { ...dueAt(0, "a"), memory: { ...NO_MEMORY, systemId: "a" } };
    const stale = dueAt(0, "b");
    const old = { ...stale, memory: { ...stale.memory, urlsGoodUntil: T0 } };
    expect(idsOf(lanesOf([unknown, old, dueAt(0, "c")], T0, 0))).toEqual([["a", "b"], ["c"]]);
  });

  test("is a system's own where it has no address that can be used", () => {
    const bad = (systemId: string): DueSystem => ({
      entry: { ...HILL, systemId, url: "nowhere" },
      memory: { ...NO_MEMORY, systemId },
    });
    expect(idsOf(lanesOf([bad("a"), bad("b")], T0, 0))).toEqual([["a"], ["b"]]);
  });

  test("is one for all contracts of JCDecaux, wherever their status is", () => {
    const contract = (systemId: string): DueSystem => ({
      entry: { systemId, kind: "jcdecaux", contract: systemId, apiVersion: 3 },
      memory: { ...NO_MEMORY, systemId },
    });
    expect(idsOf(lanesOf([contract("lyon"), contract("toyama")], T0, 0))).toEqual([["lyon", "toyama"]]);
  });
});

describe("lanes begin", () => {
  const hosts = (seconds: number) =>
    Array.from({ length: 100 }, (_, index) => dueAt(seconds, `${index}`, `${index}.example`));
  const starts = (due: DueSystem[]) => lanesOf(due, T0, 10_000).map(({ startMs }) => startMs);

  test("spread over the window, in order, each host at its own time in every run", () => {
    const once = lanesOf(hosts(-1), T0, 10_000);
    expect(once.map(({ startMs }) => startMs)).toEqual(starts(hosts(-1)).toSorted((a, b) => a - b));
    expect(new Set(once.map(({ startMs }) => Math.floor(startMs / 1_000))).size).toBe(10);
    expect(idsOf(lanesOf(hosts(-2).toReversed(), T0, 10_000))).toEqual(idsOf(once));
  });

  test("at once where systems are late: what an earlier run did not reach comes first", () => {
    expect(new Set(starts(hosts(-61)))).toEqual(new Set([0]));
    const lanes = lanesOf(
      [...hosts(-1), dueAt(-70, "late", "late.example"), dueAt(-80, "later", "x.example")],
      T0,
      10_000,
    );
    expect(idsOf(lanes).slice(0, 2)).toEqual([["later"], ["late"]]);
  });

  const SHARE = stableShare("feeds.example");
  test.each([
    ["a system by itself waits for the window but for its own turn", 1, -60, 60_000, SHARE * 59_950],
    ["two keep time for one that hangs", 2, -60, 60_000, SHARE * 48_900],
    ["ten, likewise", 10, -60, 60_000, SHARE * 48_500],
    ["none that has waited for more than a minute waits on", 2, -60.001, 60_000, 0],
    ["none waits longer than the window", 2, -60, 11_099, 0],
  ])("where they fit: %s", (_what, systems, seconds, windowMs, startMs) => {
    const due = Array.from({ length: systems }, (_, index) => dueAt(seconds, `${index}`));
    expect(lanesOf(due, T0, windowMs)).toMatchObject([
      { startMs: Math.round(startMs), dueAt: T0 + seconds * 1_000 },
    ]);
  });

  test("in the order in which they became due, where they begin together", () => {
    const due = [-62, -64, -63, -61].map((seconds) => dueAt(seconds, `${seconds}`, `host${seconds}.example`));
    expect(idsOf(lanesOf(due, T0, 10_000)).flat()).toEqual(["-64", "-63", "-62", "-61"]);
    const failed = dueAt(-9, "failed", "failed.example");
    const lanes = lanesOf(
      [dueAt(-3, "well"), { ...failed, memory: { ...failed.memory, failuresInARow: 1 } }],
      T0,
      0,
    );
    expect(idsOf(lanes)).toEqual([["failed"], ["well"]]);
  });

  test("early where they are long, so that they end within the window", () => {
    const long = Array.from({ length: 150 }, (_, index) => dueAt(-1, `${index}`));
    expect(starts(long)[0]).toBeLessThan(2_500);
    expect(starts([...long, ...long])[0]).toBe(0);
  });
});

test.each([
  [1, 0],
  [50, 0],
  [100, 500],
  [1_520, 14_700],
  [10_000, 15_000],
])("%i systems are spread over %i ms", (systems, ms) => {
  expect(spreadMs(systems)).toBe(ms);
});
