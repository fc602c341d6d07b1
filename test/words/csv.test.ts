import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine } from "../../functions/words/csv.ts";

describe("a CSV line", () => {
  test("quotes what has a separator, a quote or a line break, and nothing else", () => {
    expect(csvLine(["a b", 'say "x"', "1,2", "l\nm", null, 0, false])).toBe(
      'a b,"say ""x""","1,2","l\nm",,0,false',
    );
    expect(csvLine(["1,2", "3;4"], ";")).toBe('1,2;"3;4"');
  });

  test("gives back every text", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 4 }), (texts) => {
        expect(parsed(csvLine(texts))).toEqual(texts);
      }),
    );
  });
});

/** Just enough of RFC 4180 to read one record. */
function parsed(line: string): string[] {
  const fields: string[] = [];
  for (let position = 0; position <= line.length; position++) {
    const quoted = /"((?:[^"]|"")*)"/y;
    quoted.lastIndex = position;
    const found = quoted.exec(line);
    const end = line.indexOf(",", position);
    const text = found?.[0] ?? line.slice(position, end === -1 ? undefined : end);
    fields.push(found === null ? text : (found[1] ?? "").replaceAll('""', '"'));
    position += text.length;
  }
  return fields;
}
