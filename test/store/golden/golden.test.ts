import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { packLook } from "../../../functions/store/packed-look.ts";
import { FORMAT, packState, unpackState } from "../../../functions/store/packed-state.ts";
import { described } from "./described.ts";
import { closureStates, goldenStates } from "./histories.ts";
import { type GoldenLook, goldenLooks, meaningOf, SEQUENCE_NUMBER } from "./looks.ts";

/** One state as a release saved it. */
interface Golden {
  readonly stationIds: readonly string[];
  readonly markAt: number | null;
  readonly snapshotAt: number | null;
  /** The packed columns, base64. */
  readonly columns: string;
  /** Its description by described.ts. */
  readonly means: readonly string[];
}

const FILE = /^format-(\d+)(?:-\w+)?\.json$/;
const files = readdirSync(import.meta.dirname).filter((name) => FILE.test(name));

function goldensOf(name: string): Record<string, Golden> {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")) as Record<string, Golden>;
}

test("every format that a release has written has its bytes here", () => {
  const formats = new Set(files.map((name) => Number(FILE.exec(name)?.[1])));
  expect([...formats].sort()).toEqual(Array.from({ length: FORMAT }, (_, index) => index + 1));
});

describe.each(files)("%s", (name) => {
  const format = Number(FILE.exec(name)?.[1]);
  test.each(Object.entries(goldensOf(name)))("a state %s is read as it was meant", (_what, golden) => {
    const state = unpackState(Buffer.from(golden.columns, "base64"), golden, format);
    expect(described(state)).toEqual(golden.means);
  });
});

test.each([
  ["their format was new", `format-${FORMAT}.json`, goldenStates()],
  ["the rule system-closed was", `format-${FORMAT}-closure.json`, closureStates()],
])("today's states are written as they were when %s", (_, file, written) => {
  const golden = goldensOf(file);
  const states = Object.entries(written);
  expect(Object.keys(golden)).toEqual(states.map(([what]) => what));
  for (const [what, state] of states) {
    // Compressed bytes differ between library versions, so their content is compared.
    expect(brotliDecompressSync(packState(state)), what).toEqual(
      brotliDecompressSync(Buffer.from(golden[what]?.columns ?? "", "base64")),
    );
  }
});

interface GoldenLooks {
  readonly looks: readonly GoldenLook[];
  readonly means: readonly string[];
}

const goldenHistories = JSON.parse(readFileSync(join(import.meta.dirname, "look-1.json"), "utf8")) as Record<
  string,
  GoldenLooks
>;

test.each(Object.entries(goldenHistories))(
  "looks %s are read as they were meant",
  (_what, { looks, means }) => {
    expect(meaningOf(looks)).toEqual(means);
  },
);

test("today's looks are written as they were when their format was new", () => {
  const written = Object.entries(goldenLooks());
  expect(Object.keys(goldenHistories)).toEqual(written.map(([what]) => what));
  for (const [what, looks] of written) {
    const golden = goldenHistories[what];
    for (const [index, look] of looks.entries()) {
      // Deflated bytes differ between library versions; what they mean is compared above.
      if (look.past.believed !== null && look.base === null) continue;
      const bytes = Buffer.from(packLook(look, SEQUENCE_NUMBER)).toString("base64");
      expect(bytes, `${what}, look ${index}`).toBe(golden?.looks[index]?.bytes);
    }
    expect(golden?.looks.length).toBe(looks.length);
  }
});
