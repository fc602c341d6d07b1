import { describe, expect, test } from "vitest";
import {
  cut,
  cutBytes,
  oneLine,
  printable,
  quoted,
  shownJson,
  shownText,
} from "../../functions/words/text.ts";

/** The characters from one code point to another. */
const rangeOf = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index));

/** All that must not reach a terminal, a message or a table. */
const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Surrogate}\uFFF9-\uFFFB]/u;

test("no character steers the terminal, breaks the line, hides or turns the text", () => {
  const points = [...rangeOf(0, 0xffff), ...rangeOf(0x1b000, 0x1ffff), ...rangeOf(0xe0000, 0xe0fff)];
  for (const between of ["a", " ", "🚲 "]) expect(UNSAFE.exec(printable(points.join(between)))).toBeNull();
});

test.each([
  ["controls become a space, many become one", "a\u001b[2Jb\u0085\u009b\u007f\r\nc\u2028d", "a [2Jb c d"],
  ["marks of direction go", "Platz\u200e 4\u061c\u200f\u202a\u202e\u2066\u2069", "Platz 4"],
  [
    "zero width, a byte order mark, tags and fillers go",
    "\ufeffO\u200bs\u2060l\u200do\u{e0041}\u3164",
    "Oslo",
  ],
  ["half a character becomes a mark", "a\ud83db", "a\ufffdb"],
  ["a run of variations is one", "🚲\ufe0f\ufe0f\ufe0f", "🚲\ufe0f"],
  ["a variation of nothing goes", "a\ufe0f \u{e0101}b", "a b"],
])("%s", (_, text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(printable(shown)).toBe(shown);
});

test.each([
  "Gaustadalléen",
  "می‌خواهم",
  "क्‍ष",
  "👩‍🚒 ❤️‍🔥 👍🏽 🇫🇷 1️⃣",
  "葛\u{e0100}城",
  "Z\u0308u\u0308rich",
  "ห้อง",
  "京都駅",
])("%s stays as it is", (text) => {
  expect(printable(text)).toBe(text);
});

test("in quotes, what cannot be shown stands there by its number", () => {
  expect(quoted("\u009b31mRED \u202eevil\u2028x\u0000\ud800 ü")).toBe(
    '"\\u009b31mRED \\u202eevil\\u2028x\\u0000\\ud800 ü"',
  );
  const texts = ["\u{e0041}\u200b", 'a"b\n', "\u009b\u009b"];
  const json = shownJson(texts, 2);
  expect(json).not.toMatch(/[\u0080-\uffff]/);
  expect(JSON.parse(json)).toEqual(texts);
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

test("a text for people who must see what is in it has what is unsafe by its number, and is one line", () => {
  const points = [...rangeOf(0, 0x2fff), ...rangeOf(0xd7f0, 0xe010), ...rangeOf(0xe0000, 0xe01ff)];
  expect(UNSAFE.exec(shownText(points.join("a")))).toBeNull();
  expect(shownText("\u001b]0;x\u0007\n\u202eé🚲\ud83d\\")).toBe(
    "\\u001b]0;x\\u0007\\u000a\\u202eé🚲\\ud83d\\",
  );
});
