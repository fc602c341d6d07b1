/** The limit of a line, in characters: a longer one is passed on in pieces. */
const LINE_LENGTH_MAX = 262_144;

export interface LineSplitter {
  push(text: string): void;
  /** Passes on what came after the last line break, if anything. */
  flush(): void;
}

/** Cuts a stream of text into lines, without their line breaks. */
export function splitLines(onLine: (line: string) => void): LineSplitter {
  let rest = "";
  return {
    push(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
      for (; rest.length > LINE_LENGTH_MAX; rest = rest.slice(LINE_LENGTH_MAX)) {
        onLine(rest.slice(0, LINE_LENGTH_MAX));
      }
    },
    flush() {
      if (rest !== "") onLine(rest);
      rest = "";
    },
  };
}
