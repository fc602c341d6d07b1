import type { Readable } from "node:stream";

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

const LINES_KEPT = 5;

export interface LastLines {
  /** The newest lines, oldest first. */
  readonly kept: readonly string[];
  /** Counts what came after the last line break as a line. */
  flush(): void;
}

/** Reads what a child process writes, and keeps the last lines to say why it has ended. */
export function lastLinesOf(streams: readonly (Readable | null)[]): LastLines {
  const kept: string[] = [];
  const lines = splitLines((line) => {
    kept.push(line);
    if (kept.length > LINES_KEPT) kept.shift();
  });
  for (const stream of streams) stream?.setEncoding("utf8").on("data", lines.push);
  return { kept, flush: lines.flush };
}
