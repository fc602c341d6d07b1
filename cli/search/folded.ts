/** Plain spellings of letters that Unicode does not decompose into a letter and a mark. */
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

/** Returns the text without accents: `Vélo'v` becomes `Velo'v`, `Łódź` becomes `Lodz`. */
export function withoutAccents(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(SPECIAL, (letter) => {
      const plain = PLAIN_LETTERS[letter.toLowerCase()] ?? letter;
      return letter === letter.toLowerCase() ? plain : plain.toUpperCase();
    });
}

/** Returns the text in the form used for comparing: no accents, no capitals, no apostrophes. */
export function folded(text: string): string {
  return withoutAccents(text)
    .toLowerCase()
    .replace(/['’‘`´]/g, "");
}
