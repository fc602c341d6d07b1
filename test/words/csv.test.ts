import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvLine } from "../../functions/words/csv.ts";
import { printable } from "../../functions/words/text.ts";

describe("a CSV line", () => {
  test("quotes what has a separator or a quote, and nothing else", () => {
    expect(csvLine(["a b", 'say "x"', "1,2", "l\nm", null, 0, false])).toBe(
      'a b,"say ""x""","1,2",l m,,0,false',
    );
    expect(csvLine(["1,2", "3;4"], ";")).toBe('1,2;"3;4"');
  });

  test.each([
    ["=1+1", "'=1+1"],
    ["=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"],
    ["@SUM(1)", "'@SUM(1)"],
    ["+1+1", "'+1+1"],
    ["-2+3", "'-2+3"],
    ["\t=1", "' =1"],
    ["\r\n@x", "' @x"],
    ["\u200b=1", "'=1"],
    ["＝1+1", "'＝1+1"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ["-0", "-0"],
    ["+12.5", "+12.5"],
    [-3, "-3"],
    ["a=1", "a=1"],
    ["'=1", "'=1"],
  ])("%j is no formula: %s", (value, field) => {
    expect(csvLine([value])).toBe(field);
  });

  test("gives back every text that can be shown and is no formula", () => {
    const unit = fc.constantFrom(..."a1,;\"'=+-@\n\r\tü🚲\u200b\u009b");
    const text = fc.string({ unit }).map((any) => `a${printable(any)}`);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        expect(parsed(csvLine(texts))).toEqual(texts.map(printable));
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
