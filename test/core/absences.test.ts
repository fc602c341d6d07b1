import { expect, test } from "vitest";
import { ABSENT_KEPT, absencesAfter } from "../../functions/core/absences.ts";
import { type Columns, emptyColumns } from "../../functions/core/columns.ts";

const WEEK_MS = 7 * 86_400_000;

/** Columns that say which stations are there, which is all that counts here. */
function columnsOf(present: readonly boolean[]): Columns {
  return { ...emptyColumns(present.length), present };
}

/** `before` and `after` say by column who is there: `x`; ids are the letters a, b, c by column unless given. */
function afterwards(
  before: string,
  after: string,
  absentSince: ReadonlyMap<number, number>,
  { at, since = at }: { readonly at: number; readonly since?: number },
  stationIds: readonly string[] = [...after].map((_, column) => String.fromCharCode(97 + column)),
) {
  const there = (text: string) => columnsOf([...text].map((mark) => mark === "x"));
  return absencesAfter(absentSince, there(before), there(after), { at, since, afterGap: false }, stationIds);
}

test("a station that was there is absent since the snapshot that first lacks it, held ones included", () => {
  expect(afterwards("xxx", "x-x", new Map(), { at: 900, since: 700 })).toEqual({
    absentSince: new Map([[1, 700]]),
    left: [],
    known: 3,
  });
});

test("a station that comes back is no longer absent, and one that was never there is not", () => {
  expect(afterwards("x--", "xx-", new Map([[1, 5]]), { at: 9 })).toEqual({
    absentSince: new Map(),
    left: [],
    known: 2,
  });
});

test("columns that only the snapshot has are looked at, and none beyond it", () => {
  expect(afterwards("xx", "xx-x", new Map([[2, 5]]), { at: 9 })).toEqual({
    absentSince: new Map([[2, 5]]),
    left: [],
    known: 4,
  });
  expect(afterwards("xxx", "x", new Map([[2, 5]]), { at: 9 }).absentSince).toEqual(new Map());
});

test.each([
  [WEEK_MS - 1, []],
  [WEEK_MS, [2]],
])("a station that has been absent for %d ms has left", (ms, left) => {
  const { left: gone, known } = afterwards("x--", "x--", new Map([[2, 4]]), { at: 4 + ms, since: 4 });
  expect(gone).toEqual(left);
  expect(known).toBe(2 - left.length);
});

/** As many absent as are kept beside few present ones, and `more`, absent since 100 the latest; the first are there. */
function crowd(present: number, more: number, added: number) {
  const kept = Math.max(ABSENT_KEPT, present / 4);
  const count = Math.floor(kept) + more;
  const before = "x".repeat(present - added) + "-".repeat(added + count);
  const after = "x".repeat(present) + "-".repeat(count);
  const absentSince = new Map(
    Array.from({ length: count }, (_, index) => [present + index, 100 + (index % 3)]),
  );
  const ids = [...after].map((_, column) => `${(column * 7) % 10}-${String(column).padStart(5, "0")}`);
  return { ...afterwards(before, after, absentSince, { at: 200 }, ids), ids, absentBefore: absentSince };
}

test.each([
  { present: 4, more: 0, added: 2, left: 0, why: "there is room for all" },
  { present: 4, more: 1, added: 2, left: 1, why: "one is too many" },
  { present: 4, more: 9, added: 2, left: 4, why: "a new one displaces two" },
  { present: 4, more: 9, added: 0, left: 0, why: "nobody is new: the feed has shrunk" },
  { present: 402, more: 0, added: 1, left: 0, why: "a quarter of those present are kept" },
  { present: 402, more: 1, added: 1, left: 1, why: "half a station over is one" },
])(
  "of $present present, $added new and $more absent too many $left leave: $why",
  ({ present, more, added, left }) => {
    const { left: gone, absentSince, known, ids, absentBefore } = crowd(present, more, added);
    expect(gone).toHaveLength(left);
    expect(known).toBe(present + absentBefore.size - left);
    expect([...gone].filter((column) => absentSince.has(column))).toEqual([]);
    const longest = [...absentBefore].sort(
      ([a, since], [b, other]) => since - other || String(ids[a]).localeCompare(String(ids[b])),
    );
    expect(gone).toEqual(longest.slice(0, left).map(([column]) => column));
  },
);
