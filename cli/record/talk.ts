import type { Polled } from "../../functions/poll/poll.ts";
import { counted } from "../../functions/words/amounts.ts";
import { cut, printable } from "../../functions/words/text.ts";
import type { Terminal } from "../world.ts";
import type { OpenTape } from "./tapes.ts";

/** What a recorder says: to a person at a terminal how it goes, in one line; elsewhere only what went wrong. */
export interface Talk {
  /** Says a sentence to a person at a terminal alone. */
  readonly calmly: (sentence: string) => void;
  begins(tapes: readonly OpenTape[]): void;
  /** Counts a run's polls and says what is new about the feeds. */
  polled(polled: Polled, news: readonly string[]): void;
  ends(tapes: readonly OpenTape[]): void;
}

const CLEAR_LINE = "\r\u001b[2K";
const COLUMNS_DEFAULT = 80;

export function createTalk({ say, columns, progress }: Terminal): Talk {
  let tapes: readonly OpenTape[] = [];
  let polls = 0;
  let failed = 0;
  let shown = "";
  const clear = () => {
    progress?.write(CLEAR_LINE);
    shown = "";
  };
  const warn = (sentence: string) => {
    clear();
    say(sentence);
  };
  const calmly = (sentence: string) => {
    if (progress !== null) warn(sentence);
  };
  const count = () => `${counted(polls, "poll")}${failed === 0 ? "" : `, ${failed} failed`}`;
  return {
    calmly,
    begins(opened) {
      tapes = opened;
      for (const { system, folder, recording } of opened) {
        const { cutBytes, responses } = recording;
        const { systemId } = system;
        if (cutBytes > 0) {
          warn(`${systemId}: ${counted(cutBytes, "byte")} at the end of the tape were torn and are cut off`);
        }
        const after = responses === 0 ? "" : `, after ${counted(responses, "response")} of an earlier run`;
        calmly(`${systemId} is recorded into ${folder}${after}.`);
      }
      calmly("Ctrl-C ends.");
    },
    polled({ due, failed: more, failures, unheeded }, news) {
      polls += due;
      failed += more;
      for (const sentence of [...failures, ...unheeded, ...news]) warn(sentence);
      const bytes = tapes.reduce((sum, { recording }) => sum + recording.bytes, 0);
      const line = `${count()} · ${counted(tapes.length, "tape")} of ${sizeOf(bytes)}`;
      if (line === shown) return;
      shown = line;
      progress?.write(`${CLEAR_LINE}${printable(cut(line, (columns ?? COLUMNS_DEFAULT) - 1))}`);
    },
    ends(closed) {
      const responses = closed.reduce((sum, { recording }) => sum + recording.responses, 0);
      calmly(`${count()}; ${counted(closed.length, "tape")} with ${counted(responses, "response")} in all.`);
    },
  };
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
