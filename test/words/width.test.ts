import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutAtWord, widthOf, wrapped } from "../../functions/words/width.ts";

test.each([
  ["Swan Row", 8],
  ["Zürich", 6],
  ["Zu\u0308rich", 6],
  ["京都駅", 6],
  ["서울역", 6],
  ["ｆｕｌｌ", 8],
  ["🚲", 2],
  ["❤️", 2],
  ["ห้อง", 3],
  ["क्षेत्र", 4],
])("%s takes %i columns", (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

const unit = fc.constantFrom(..."abc é京駅🚲ü", " ", " ", "u\u0308", "👩‍🚒");
const sentence = fc.array(unit, { maxLength: 60 }).map((units) => units.join("").trim().replace(/ +/g, " "));

describe("a text that is cut", () => {
  test("is never wider, and ends at a word unless its first word is wider", () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 1, max: 60 }), (text, columns) => {
        const shown = cutAtWord(text, columns);
        expect(widthOf(shown)).toBeLessThanOrEqual(columns);
        if (shown === text) return;
        const kept = shown.slice(0, -1);
        expect(text.startsWith(kept)).toBe(true);
        const isAtWord = text[kept.length] === " ";
        if (!isAtWord) expect(kept).not.toContain(" ");
      }),
    );
  });

  test("loses what leads to nothing", () => {
    expect(cutAtWord("Quayside Halt · 11 bikes", 17)).toBe("Quayside Halt…");
  });

  test("keeps its characters whole", () => {
    expect(cutAtWord("👩‍🚒👩‍🚒👩‍🚒", 10)).toBe("👩‍🚒👩‍🚒…");
  });
});

test("a sentence is broken between words, and says the same", () => {
  fc.assert(
    fc.property(sentence, fc.integer({ min: 1, max: 60 }), (text, columns) => {
      const lines = wrapped(text, columns);
      expect(lines.join(" ")).toBe(text);
      for (const line of lines) if (line.includes(" ")) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }),
  );
});
