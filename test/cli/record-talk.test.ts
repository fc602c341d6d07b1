import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { createTalk } from "../../cli/record/talk.ts";
import type { OpenTape } from "../../cli/record/tapes.ts";
import type { Polled } from "../../functions/poll/poll.ts";

const TAPE: OpenTape = {
  system: { systemId: "hill", kind: "gbfs", url: "https://feeds.example/gbfs.json" },
  folder: "/tapes/hill",
  recording: {
    cutBytes: 7,
    responses: 12,
    bytes: 1_234_567,
    append: async () => undefined,
    close: async () => undefined,
  },
};

function polled(due: number, failed: number, failures: readonly string[] = []): Polled {
  const nothing = { snapshots: 0, unchanged: 0, down: 0, retired: 0, left: 0, leftOut: 0 };
  return { ...nothing, due, failed, failures, unheeded: [] };
}

/** What a recorder says in its life, by the stream it says it to. */
function said(columns: number | null, isTerminal: boolean) {
  const lines: string[] = [];
  let progress = "";
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      progress += chunk;
      done();
    },
  });
  const talk = createTalk({
    write: () => undefined,
    say: (line) => void lines.push(line),
    columns,
    colors: false,
    progress: isTerminal ? stream : null,
  });
  talk.begins([TAPE]);
  talk.polled(polled(1, 0), []);
  talk.polled(polled(0, 0), []);
  talk.polled(polled(1, 1, ["hill: no memory"]), ["hill: the poll failed: status 503"]);
  talk.ends([TAPE]);
  return { lines, progress };
}

const TORN = "hill: 7 bytes at the end of the tape were torn and are cut off";
const WRONG = ["hill: no memory", "hill: the poll failed: status 503"];

describe("a recorder", () => {
  test("tells a person at a terminal how it goes, in one line that changes with the counts alone", () => {
    const { lines, progress } = said(80, true);
    expect(lines).toEqual([
      TORN,
      "hill is recorded into /tapes/hill, after 12 responses of an earlier run.",
      "Ctrl-C ends.",
      ...WRONG,
      "2 polls, 1 failed; 1 tape with 12 responses in all.",
    ]);
    const shown = progress.split("\r\u001b[2K").filter((line) => line !== "");
    expect(shown).toEqual(["1 poll · 1 tape of 1.2 MB", "2 polls, 1 failed · 1 tape of 1.2 MB"]);
  });

  test("stays within a narrow terminal", () => {
    const shown = said(20, true).progress.split("\r\u001b[2K");
    for (const line of shown) expect(line.length).toBeLessThan(20);
  });

  test("says elsewhere only what went wrong", () => {
    expect(said(null, false)).toEqual({ lines: [TORN, ...WRONG], progress: "" });
  });
});
