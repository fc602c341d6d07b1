/** Letters that Unicode does not take for another with a mark, and what they are written as without. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};
const SPECIAL = new RegExp(`[${Object.keys(PLAIN_LETTERS).join("")}]`, "giu");

/** Without marks: `Vélo'v` is `Velo'v`, `Łódź` is `Lodz`. */
export function withoutAccents(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(SPECIAL, (letter) => {
      const plain = PLAIN_LETTERS[letter.toLowerCase()] ?? letter;
      return letter === letter.toLowerCase() ? plain : plain.toUpperCase();
    });
}

/** What texts are compared by: no accents, no capitals, no apostrophes. */
export function folded(text: string): string {
  return withoutAccents(text)
    .toLowerCase()
    .replace(/['’‘`´]/g, "");
}
