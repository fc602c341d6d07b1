/** Takes no column of its own: it belongs to the character before it. */
const NARROW = /[\p{M}\u200C\u200D]/u;
/** Takes two columns of a terminal: letters of East Asia and their signs in full width, and emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18DFF}\u{1AFF0}-\u{1B2FF}\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/u;
const EMOJI_FORM = "\uFE0F";

/** Returns how many columns of a terminal a text takes; of a joined emoji, what terminals take that cannot join. */
export function widthOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (WIDE.test(character)) columns += 2;
    else if (character === EMOJI_FORM || !NARROW.test(character)) columns += 1;
  }
  return columns;
}

/** Cuts a text to at most `columns`, between words, or within the first one where that alone is wider. */
export function cutAtWord(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = "";
  for (const { index } of text.matchAll(/ +/g)) {
    const start = text.slice(0, index).replace(/[ ·,/]+$/u, "");
    if (widthOf(start) >= columns) break;
    if (start !== "") kept = start;
  }
  return `${kept === "" ? cutInWord(text, columns - 1) : kept}…`;
}

function cutInWord(text: string, columns: number): string {
  let kept = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (widthOf(kept) + widthOf(segment) > columns) break;
    kept += segment;
  }
  return kept;
}

/** Breaks a sentence into lines of at most `columns`, between words; a word that is wider, such as a URL, stays whole. */
export function wrapped(sentence: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of sentence.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || widthOf(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}
