import type { Change } from "./program.ts";

// The text that holds all mutants of a file at once, so that no module is loaded again for each of them: wherever one
// could be, it asks whether that one is tried now.

/** The name of the question in the texts: Stryker's, whose instrumenter writes it. */
export const IS_TRIED = "stryMutAct_9fa48";

interface Switch extends Change {
  readonly id: string;
}

/** Returns the text with a choice at the place of each mutant. They may be nested, and several may have one place. */
export function switched(text: string, mutants: readonly Switch[]): string {
  const places = new Map<string, Switch[]>();
  for (const mutant of mutants) {
    const key = `${mutant.start}-${mutant.end}-${mutant.place}`;
    places.set(key, [...(places.get(key) ?? []), mutant]);
  }
  const pieces = [...places.values()].flatMap((at) => piecesOf(text, at));
  // At one offset what is around others begins first and ends last.
  pieces.sort((one, other) => one.offset - other.offset || one.depth - other.depth);
  let result = "";
  let offset = 0;
  for (const piece of pieces) {
    result += text.slice(offset, piece.offset) + piece.text;
    offset = piece.offset + piece.replaced;
  }
  return result + text.slice(offset);
}

interface Piece {
  readonly offset: number;
  /** The characters that it stands for. */
  readonly replaced: number;
  readonly text: string;
  readonly depth: number;
}

function piecesOf(text: string, mutants: readonly Switch[]): Piece[] {
  const [{ start, end, place } = { start: 0, end: 0, place: "expression" as const }] = mutants;
  const original = text.slice(start, end);
  const chosen = (replacementOf: (mutant: Switch) => string) =>
    mutants.map((mutant) => `${IS_TRIED}("${mutant.id}") ? ${replacementOf(mutant)} : `).join("");
  const around = (before: string, after: string): Piece[] => [
    { offset: start, replaced: 0, text: before, depth: -(end - start) },
    { offset: end, replaced: 0, text: after, depth: end - start - text.length },
  ];
  switch (place) {
    case "expression":
      return around(`(${chosen(({ replacement }) => replacement)}`, ")");
    case "spread": {
      const before = `...(${chosen(({ replacement }) => replacement.replace("...", ""))}`;
      const [first, last] = around(before, ")") as [Piece, Piece];
      return [{ ...first, replaced: "...".length }, last];
    }
    case "shorthand": {
      const variableOf = ({ replacement }: Switch) => replacement.slice(replacement.indexOf(":") + 1);
      const value = `${original}: (${chosen(variableOf)}${original})`;
      return [{ offset: start, replaced: original.length, text: value, depth: 0 }];
    }
    case "pattern": {
      const fieldOf = ({ replacement }: Switch) => `"${replacement.slice(0, replacement.indexOf(":"))}"`;
      const key = `[${chosen(fieldOf)}"${original}"]: ${original}`;
      return [{ offset: start, replaced: original.length, text: key, depth: 0 }];
    }
    case "member": {
      const dot = /\??\.\s*$/.exec(text.slice(0, start))?.[0] ?? "";
      const key = `[${chosen(({ replacement }) => `"${replacement}"`)}"${original}"]`;
      const from = start - dot.length;
      return [
        {
          offset: from,
          replaced: dot.length + original.length,
          text: (dot.startsWith("?") ? "?." : "") + key,
          depth: 0,
        },
      ];
    }
  }
}
