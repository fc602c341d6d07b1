import { describe, expect, test } from "vitest";
import { HostGate } from "../../functions/feeds/host-gate.ts";
import { FetchFailure, NoAnswer } from "../../functions/http/failure.ts";
import { T0 } from "../core/builders.ts";

const GOOD = { httpStatus: 200, retryAfterMs: null };
const answered = (httpStatus: number, retryAfterMs: number | null = null) => ({ httpStatus, retryAfterMs });

/** A gate whose clock moves only during waits, which are recorded. */
function newGate() {
  const time = { now: T0 };
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    time.now += ms;
  };
  const gate = new HostGate({ now: () => time.now, wait });
  let asked = 0;
  /** The result of a visit: the status, the name of the error, or the sentence that refused it. */
  const visit = async (outcome: typeof GOOD | Error | object, host = "a.example"): Promise<string> => {
    const before = asked;
    try {
      const { httpStatus } = await gate.visit(host, async () => {
        asked++;
        if ("httpStatus" in outcome) return outcome as typeof GOOD;
        throw outcome;
      });
      return `${httpStatus}`;
    } catch (error) {
      const { message, name } = error as Error;
      return asked === before ? message : name;
    }
  };
  const visits = async (times: number, outcome: typeof GOOD | Error | object) => {
    const all: string[] = [];
    for (let time = 0; time < times; time++) all.push(await visit(outcome));
    return all;
  };
  return { gate, time, waits, visit, visits };
}

const silence = () => new NoAnswer("no whole answer within 11000 ms");
const reset = () => Object.assign(new Error("reset"), { code: "ECONNRESET" });

describe("a host", () => {
  test("has one request at a time, in the order in which they came; another host does not wait for it", async () => {
    const { gate } = newGate();
    const log: string[] = [];
    const ends = new Map<string, () => void>();
    const visit = (host: string, name: string) =>
      gate.visit(host, async () => {
        log.push(`${name} begins`);
        await new Promise<void>((resolve) => ends.set(name, resolve));
        log.push(`${name} ends`);
        return GOOD;
      });
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    const all = [visit("a.example", "1"), visit("a.example", "2"), visit("b.example", "3")];
    await settle();
    expect(log).toEqual(["1 begins", "3 begins"]);
    ends.get("1")?.();
    await settle();
    expect(log.slice(2)).toEqual(["1 ends", "2 begins"]);
    ends.get("2")?.();
    ends.get("3")?.();
    await Promise.all(all);
  });

  test("that is visited in vain lets the next one in", async () => {
    const { visit } = newGate();
    expect(await visit(reset())).toBe("Error");
    expect(await visit(GOOD)).toBe("200");
  });
});

describe("a host that asks to be left alone", () => {
  test.each([429, 503])("with %i and Retry-After is, and nobody else", async (status) => {
    const { visit, time } = newGate();
    await visit(answered(status, 90_000));
    expect(await visit(GOOD)).toBe(
      `not asked for 90 s more: its host has answered with status ${status} and a Retry-After`,
    );
    expect(await visit(GOOD, "b.example")).toBe("200");
    time.now += 86_999;
    expect(await visit(GOOD)).toContain("not asked for 4 s more");
    time.now += 3_001;
    expect(await visit(GOOD)).toBe("200");
  });

  test("tells what is left of it and the status, so that each system waits as long", async () => {
    const { gate, visit, time } = newGate();
    await visit(answered(429, 600_000));
    time.now += 60_000;
    await expect(gate.visit("a.example", async () => GOOD)).rejects.toMatchObject({
      httpStatus: 429,
      retryAfterMs: 540_000,
    });
  });

  test("for a day is left alone for a quarter of an hour: it may have meant one system", async () => {
    const { visit, time } = newGate();
    await visit(answered(503, 86_400_000));
    expect(await visit(GOOD)).toContain("not asked for 900 s more");
    time.now += 900_000;
    expect(await visit(GOOD)).toBe("200");
  });

  test("for a moment is waited for", async () => {
    const { visit, waits } = newGate();
    await visit(answered(503, 2_000));
    expect(await visit(GOOD)).toBe("200");
    expect(waits).toEqual([2_000]);
  });

  test("with 429 and no Retry-After gets a pause of its own, each longer than the one before", async () => {
    const { visits, waits } = newGate();
    const [first, second, third, fourth] = await visits(4, answered(429));
    expect([first, second]).toEqual(["429", "429"]);
    expect([third, fourth].join()).toMatch(/not asked for \d+ s more: .*status 429|429,not asked for/);
    expect(waits[0]).toBeGreaterThanOrEqual(1_500);
    expect(waits[0]).toBeLessThanOrEqual(2_000);
  });

  test("with 404 or 500 has said something of one system, not of itself", async () => {
    const { visits, waits } = newGate();
    expect(await visits(50, answered(404))).toEqual(new Array(50).fill("404"));
    expect(await visits(9, answered(500, 60_000))).toEqual(new Array(9).fill("500"));
    expect(waits).toEqual([]);
  });
});

describe("a host in trouble", () => {
  test("that has not answered twice is not asked for half a minute: no other request costs its time-out", async () => {
    const { visits, time } = newGate();
    expect((await visits(2, silence())).join()).toBe("NoAnswer,NoAnswer");
    const refused = await visits(20, GOOD);
    expect(new Set(refused).size).toBe(1);
    expect(refused[0]).toMatch(
      /^not asked for 2\d s more: its host has not answered in time, 2 times in a row$/,
    );
    time.now += 30_000;
    expect(await visits(2, GOOD)).toEqual(["200", "200"]);
  });

  test("is tried by one request after each pause, and the pauses double up to 45 seconds", async () => {
    const { visits, time } = newGate();
    await visits(2, silence());
    const pauses: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      const began = time.now;
      while ((await visits(1, silence()))[0] !== "NoAnswer") time.now += 1_000;
      pauses.push((time.now - began) / 1_000);
    }
    for (const [turn, pause] of pauses.entries()) {
      const longest = Math.min(30 * 2 ** turn, 45);
      expect(pause).toBeGreaterThan(longest * 0.75 - 4);
      expect(pause).toBeLessThanOrEqual(longest + 1);
    }
  });

  test.each([
    ["answers 500", answered(500), "500", /its host has answered with status 500, \d+ bad answers in a row$/],
    ["resets connections", reset(), "Error", /its host has failed \d+ times in a row$/],
  ])(
    "that %s is paused after ten times, shortly first: it may be one system's own",
    async (_, outcome, name, why) => {
      const { visits, waits } = newGate();
      const all = await visits(20, outcome);
      expect(all.slice(0, 10)).toEqual(new Array(10).fill(name));
      expect(waits[0]).toBeLessThanOrEqual(2_000);
      expect(all.at(-1)).toMatch(why);
      expect(all.filter((one) => one === name).length).toBeLessThan(13);
    },
  );

  test("is out of it with one good answer", async () => {
    const { visits, waits } = newGate();
    for (let turn = 0; turn < 5; turn++) {
      await visits(1, silence());
      await visits(8, answered(502));
      expect(await visits(1, GOOD)).toEqual(["200"]);
    }
    expect(waits).toEqual([]);
  });

  test("is not one whose body cannot be used, or that was never asked", async () => {
    const { visits } = newGate();
    expect(await visits(30, new FetchFailure("the body is too long"))).toEqual(
      new Array(30).fill("FetchFailure"),
    );
  });

  test("has pauses of its own length: not all hosts are tried again at once", async () => {
    const lengths = new Set<string>();
    for (const host of ["a", "b", "c", "d", "e"]) {
      const { visit } = newGate();
      for (let turn = 0; turn < 2; turn++) await visit(silence(), host);
      lengths.add(await visit(GOOD, host));
    }
    expect(lengths.size).toBeGreaterThan(2);
  });
});
