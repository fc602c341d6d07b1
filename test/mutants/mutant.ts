/** A small change of one source file that a test should notice. */
export interface Mutant {
  /** One of its own among all mutants of a run; the text that holds them all asks whether it is the one. */
  readonly id: string;
  /** Relative to the project's root. */
  readonly file: string;
  /** What is replaced, as offsets into the file's text. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** The operator that made it. */
  readonly kind: string;
}

const TEXT_CHARACTERS_MAX = 70;

/** Counted from 1. */
export function lineOf(text: string, { start }: Mutant): number {
  return text.slice(0, start).split("\n").length;
}

/** Returns the mutant's line with the change in it, such as `if (⟦at → since⟧ > 3)`: its name in lists of mutants. */
export function shown(text: string, { start, end, replacement }: Mutant): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  const change = `⟦${brief(text.slice(start, end))} → ${brief(replacement)}⟧`;
  const after = text.slice(end, lineEnd === -1 ? undefined : lineEnd);
  return `${text.slice(lineStart, start)}${change}${after}`.replace(/\s+/g, " ").trim();
}

function brief(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= TEXT_CHARACTERS_MAX ? line : `${line.slice(0, TEXT_CHARACTERS_MAX)}…`;
}
