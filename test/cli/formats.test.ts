import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sparkline } from "../../cli/formats/sparkline.ts";
import { renderTable } from "../../cli/formats/table.ts";

describe("a table", () => {
  const columns = [
    { header: "name", rank: 3, least: 6, value: (row: readonly string[]) => row[0] ?? "" },
    { header: "number", rank: 2, right: true, value: (row: readonly string[]) => row[1] ?? "" },
    { header: "words", rank: 1, least: 8, value: (row: readonly string[]) => row[2] ?? "" },
  ];
  const rows = [
    ["Rådhusplassen", "12", "a long way from here"],
    ["東京駅", "3", ""],
  ];

  test("is as wide as it wants where nothing limits it, without spaces at the ends", () => {
    expect(renderTable(columns, rows, { columns: null, colors: false })).toBe(
      [
        "name           number  words",
        "Rådhusplassen      12  a long way from here",
        "東京駅              3",
        "",
      ].join("\n"),
    );
  });

  test("cuts what may be cut, then leaves columns out, the least important first", () => {
    expect(renderTable(columns, rows, { columns: 30, colors: false })).toBe(
      ["name        number  words", "Rådhuspla…      12  a long wa…", "東京駅           3", ""].join("\n"),
    );
    expect(renderTable(columns, rows, { columns: 22, colors: false }).split("\n")[0]).toBe(
      "name           number",
    );
    expect(renderTable(columns, rows, { columns: 10, colors: false }).split("\n")[0]).toBe("name");
  });

  test("never has a line that is wider than the terminal", () => {
    const row = fc.tuple(fc.string(), fc.string({ maxLength: 5 }), fc.string());
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), fc.integer({ min: 8, max: 60 }), (some, width) => {
        for (const line of renderTable(columns, some, { columns: width, colors: false }).split("\n")) {
          expect(line.length).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  test("has colours only where they are wanted", () => {
    expect(renderTable(columns, rows, { columns: null, colors: false })).not.toContain("\u001b");
    expect(renderTable(columns, rows, { columns: null, colors: true })).toContain("\u001b[1m");
  });
});

describe("a sparkline", () => {
  const points = (...values: number[]) => values.map((value, index) => ({ at: index * 10, value }));

  test("goes from the lowest to the highest", () => {
    expect(sparkline(points(1, 2, 3, 4, 5, 6, 7, 8), 8)).toBe("▁▂▃▄▅▆▇█");
  });

  test("is as long as its points, and takes means where they are more than its columns", () => {
    expect(sparkline(points(0, 10), 8)).toHaveLength(2);
    expect(sparkline(points(0, 0, 10, 10), 2)).toBe("▁█");
  });

  test("shows a gap as a gap, one level as a line in the middle, nothing as nothing", () => {
    expect(sparkline([...points(1, 2), { at: 100, value: 3 }], 3)).toMatch(/^. .$/);
    expect(sparkline(points(5, 5, 5), 3)).toBe("▅▅▅");
    expect(sparkline([], 3)).toBe("");
  });
});
