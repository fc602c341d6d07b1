/** Texts come from feeds and from people: nothing in them may steer a terminal or start a new line. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, " ");
}

export function shortened(text: string, charactersMax: number): string {
  const characters = [...text];
  return characters.length <= charactersMax ? text : `${characters.slice(0, charactersMax - 1).join("")}…`;
}

const SENTENCE_CHARACTERS_MAX = 600;

/** A sentence that may repeat what somebody typed: on one line, and without its middle where it is too long. */
export function oneLine(sentence: string): string {
  const line = printable(sentence.trim());
  const half = SENTENCE_CHARACTERS_MAX / 2;
  return line.length <= SENTENCE_CHARACTERS_MAX ? line : `${line.slice(0, half)}…${line.slice(1 - half)}`;
}
