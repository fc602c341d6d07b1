import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Look } from "../../functions/core/believed.ts";
import type { ReadLook } from "../../functions/store/history-queries.ts";
import { packLook, unpackLook } from "../../functions/store/packed-look.ts";
import { HistoryReader } from "../../functions/views/history.ts";
import { outcomes, ruleBooks } from "../core/arbitrary.ts";
import { at, failed, reading, snapshot } from "../core/builders.ts";
import { looksOf } from "../core/looks.ts";
import { comparable } from "../store/read-back.ts";

/** A look as the table has it. */
function inTable(look: Look): ReadLook {
  const { at: lookAt, believed } = look.past;
  return {
    at: lookAt,
    look: unpackLook(packLook(look, "7"), lookAt),
    stationIds: believed?.stationIds ?? null,
    problem: null,
  };
}

function readAll(items: readonly ReadLook[]) {
  const reader = new HistoryReader();
  return items.map((item) => {
    const past = reader.read(item);
    const { believed } = past;
    // The reader may use the columns again.
    return { ...past, believed: believed && { ...believed, columns: structuredClone(believed.columns) } };
  });
}

const histories = fc.tuple(outcomes(40), ruleBooks);

test("any history is read back as it was", () => {
  fc.assert(
    fc.property(histories, ([polls, ruleBook]) => {
      const { looks } = looksOf(polls, { ruleBook });
      for (const [index, read] of readAll(looks.map(inTable)).entries()) {
        const { believed, ...said } = looks[index]?.past ?? { believed: null };
        expect(read).toMatchObject(said);
        if (believed === null) expect(read.believed).toBeNull();
        else {
          const { since, frozenSince, outside, stationIds } = believed;
          expect(read.believed).toMatchObject({ since, frozenSince, outside, stationIds });
          expect(comparable(read.believed?.columns ?? believed.columns)).toEqual(
            comparable(believed.columns),
          );
        }
      }
    }),
    { numRuns: 100 },
  );
});

test("whatever is missing is said, and nothing wrong is told in its place", () => {
  fc.assert(
    fc.property(
      histories,
      fc.array(fc.nat(39), { minLength: 1, maxLength: 4 }),
      ([polls, ruleBook], lost) => {
        const { looks } = looksOf(polls, { ruleBook });
        const kept = looks.filter((_, index) => !lost.includes(index));
        const read = readAll(kept.map(inTable));
        for (const [index, past] of read.entries()) {
          const truth = kept[index]?.past;
          if (past.believed !== null)
            expect(comparable(past.believed.columns)).toEqual(
              comparable(truth?.believed?.columns ?? past.believed.columns),
            );
          if (past.believed === null && truth?.believed != null) expect(past.hole).not.toBeNull();
          const isAfterHole = index > 0 && past.previousAt !== read[index - 1]?.at;
          if (isAfterHole) expect(past.hole).not.toBeNull();
        }
      },
    ),
    { numRuns: 100 },
  );
});

describe("what is not there", () => {
  const { looks } = looksOf([
    snapshot(at(0), reading("a", 1), reading("b", 2), reading("c", 3)),
    snapshot(at(1), reading("a", 2), reading("b", 2), reading("c", 3)),
    failed(at(2)),
    snapshot(at(3), reading("a", 3), reading("b", 2), reading("c", 3)),
    snapshot(at(61), reading("a", 4), reading("b", 2), reading("c", 3)),
  ]);
  const items = looks.map(inTable);
  const holes = (changed: readonly (ReadLook | undefined)[]) =>
    readAll(changed.flatMap((item) => item ?? [])).map(({ believed, hole }) =>
      believed === null ? hole : (hole ?? "known"),
    );

  test("is a look, on which the next one builds", () => {
    expect(holes([items[0], items[2], items[3], items[4]])).toEqual([
      "known",
      "the looks between 2026-05-04T08:00:00.000Z and 2026-05-04T08:01:00.000Z are not there",
      "it builds on the look of 2026-05-04T08:01:00.000Z, which is not there",
      "known",
    ]);
  });

  test("is a look that showed nothing, and others are as good as ever", () => {
    expect(holes([items[0], items[1], items[3], items[4]])).toEqual([
      "known",
      "known",
      "the looks between 2026-05-04T08:01:00.000Z and 2026-05-04T08:02:00.000Z are not there",
      "known",
    ]);
  });

  test("is the list of ids, until a look with all columns counts by one that is there", () => {
    const gone = items
      .slice(0, 2)
      .map((item) => ({ ...item, stationIds: null, problem: "it names stations/1-a, which is not there" }));
    expect(holes([...gone, ...items.slice(2)])).toEqual([
      "it names stations/1-a, which is not there",
      "it names stations/1-a, which is not there",
      null,
      "it builds on the look of 2026-05-04T08:01:00.000Z, which is not there",
      "known",
    ]);
  });

  test("is what nobody can read", () => {
    const broken = { at: at(1), look: null, stationIds: null, problem: "the look cannot be read" };
    expect(new HistoryReader().read(broken)).toMatchObject({ verdict: "unread", ruleVersion: null });
    expect(holes([items[0], broken, ...items.slice(2)])).toEqual([
      "known",
      "the look cannot be read",
      null,
      "it builds on the look of 2026-05-04T08:01:00.000Z, which is not there",
      "known",
    ]);
  });

  test("is nothing where reading begins in the middle, at the columns of all stations", () => {
    expect(holes(items.slice(4))).toEqual(["known"]);
  });
});
