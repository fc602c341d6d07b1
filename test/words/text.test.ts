import { describe, expect, test } from "vitest";
import { cut, cutBytes, oneLine, printable, quoted } from "../../functions/words/text.ts";

test("nothing in a text steers the terminal", () => {
  expect(printable("a\u001b[2Jb\nc\u202ed")).toBe("a [2Jb cd");
});

test.each([
  ["escapes", "\u001b[31m"],
  ["controls of C1", "\u0085\u009b"],
  ["separators of lines", "\u2028\u2029\r\n"],
])("%s become a space", (_, text) => {
  expect(printable(`a${text}b`)).toMatch(/^a (\[31m)?b$/);
});

test("marks of the direction of writing are removed, and no space stays in their place", () => {
  expect(printable("Platz\u200e 4\u061c\u200f\u202a\u202e\u2066\u2069")).toBe("Platz 4");
});

describe("a text that is cut", () => {
  test("shows it, and has no half characters", () => {
    expect(cut("🚲🚲🚲", 3)).toBe("🚲🚲🚲");
    expect(cut("🚲🚲🚲", 2)).toBe("🚲…");
    expect(cut("🚲🚲🚲", 2, "")).toBe("🚲🚲");
    expect(cut("a".repeat(200_000), 3)).toBe("aa…");
  });

  test("by bytes has at most as many", () => {
    expect(cutBytes("æøå", 6)).toBe("æøå");
    expect(cutBytes("æøåæ", 7)).toBe("æø…");
    expect(cutBytes("🚲🚲", 7, "")).toBe("🚲");
  });

  test("loses its middle where it is a sentence", () => {
    const line = oneLine(` ${"a".repeat(400)}\n${"b".repeat(400)} `);
    expect(line).toBe(`${"a".repeat(300)}…${"b".repeat(299)}`);
  });
});

test.each([
  [undefined, "missing"],
  [null, "null"],
  [7, "7"],
  ['a "b"', '"a \\"b\\""'],
  [[1, 2], "a list of 2"],
  [{ a: 1 }, "an object"],
  ["é".repeat(61), `"${"é".repeat(59)}…"`],
])("a value in a sentence: %j", (value, text) => {
  expect(quoted(value)).toBe(text);
});
