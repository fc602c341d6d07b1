import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openTape } from "../../../local/tape/read.ts";
import { formatTime } from "../../../local/tape/tape.ts";
import { writeTape } from "../../tape-writer.ts";
import { withRecordings } from "../../with-recordings.ts";
import { collect, GBFS, JCDECAUX, makeFolder, QUAY_URL, response, T0 } from "./tapes.ts";

const HEAD = {
  format: 1,
  system: JCDECAUX,
  responses: 2,
  from: "2026-05-04T08:00:00Z",
  to: "2026-05-04T08:02:00Z",
};
const LINE = JSON.stringify({ ...response(0, QUAY_URL, []), at: "2026-05-04T08:00:00Z" });

async function tapeOf(head: unknown, lines: Buffer | string): Promise<string> {
  const folder = await makeFolder();
  await writeFile(join(folder, "tape.json"), typeof head === "string" ? head : JSON.stringify(head));
  await writeFile(join(folder, "responses.ndjson.gz"), typeof lines === "string" ? gzipSync(lines) : lines);
  return folder;
}

async function readThrough(folder: string) {
  return await collect((await openTape(folder)).responses());
}

describe("a tape that is read", () => {
  test("gives its responses in order, each time from the first", async () => {
    const written = [response(0, QUAY_URL, [1]), response(120.5, QUAY_URL, "garbage\n", { status: 503 })];
    const folder = await makeFolder();
    expect(await writeTape(folder, { system: JCDECAUX, source: "by hand", responses: written })).toBe(2);
    const tape = await openTape(folder);
    expect(tape.head).toEqual({
      system: JCDECAUX,
      source: "by hand",
      responses: 2,
      from: T0,
      to: T0 + 120_500,
    });
    expect(await collect(tape.responses())).toEqual(written);
    expect(await collect(tape.responses())).toEqual(written);
  });

  test("keeps every body as it was, whatever is in it and however long it is", async () => {
    const bodies = fc.array(
      fc.oneof(fc.string({ unit: "binary" }), fc.constant("\ud800"), fc.constant("é\n".repeat(200_000))),
      {
        maxLength: 4,
      },
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (texts) => {
        const folder = join(await makeFolder(), "deep", "tape");
        const written = texts.map((text, index) => response(index, QUAY_URL, text));
        await writeTape(folder, { system: JCDECAUX, responses: written });
        expect(await readThrough(folder)).toEqual(written);
      }),
      { numRuns: 15 },
    );
  });

  test("may be left in the middle", async () => {
    const tape = await openTape(await tapeOf(HEAD, `${LINE}\n`.repeat(5000)));
    for await (const { at } of tape.responses()) {
      expect(at).toBe(T0);
      break;
    }
  });

  test("may lack the final newline, and the fields that only inform", async () => {
    const folder = await tapeOf({ format: 1, system: GBFS }, `${LINE}\n${LINE}`);
    expect((await openTape(folder)).head).toEqual({
      system: GBFS,
      source: null,
      responses: null,
      from: null,
      to: null,
    });
    expect(await readThrough(folder)).toHaveLength(2);
  });
});

describe("a tape that cannot be read is one sentence with the place:", () => {
  const heads: [string, unknown, string][] = [
    ["no JSON", "{", "tape.json: is not JSON"],
    ["no object", [], "tape.json: is a list of 0, expected an object"],
    ["another format", { ...HEAD, format: 2 }, "tape.json: format is 2, expected 1"],
    ["no format", { system: GBFS }, "tape.json: format is missing, expected 1"],
    ["no system", { format: 1 }, "tape.json: system is missing, expected an entry of systems.json"],
    [
      "an unknown kind",
      { ...HEAD, system: { ...GBFS, kind: "x" } },
      'system.kind is "x", expected gbfs or jcdecaux',
    ],
    ["no id", { ...HEAD, system: { ...GBFS, systemId: "" } }, 'system.systemId is "", expected a text'],
    ["no URL", { ...HEAD, system: { ...GBFS, url: "hill" } }, 'system.url is "hill", expected a URL'],
    [
      "a version",
      { ...HEAD, system: { ...JCDECAUX, apiVersion: 2 } },
      "system.apiVersion is 2, expected 1 or 3",
    ],
    ["a count", { ...HEAD, responses: -1 }, "responses is -1, expected a whole number"],
    ["a time", { ...HEAD, from: 12 }, "from is 12, expected a time like 2023-02-15T08:03:53Z"],
  ];
  test.each(heads)("head with %s", async (_what, head, sentence) => {
    await expect(tapeOf(head, "").then(openTape)).rejects.toThrow(sentence);
  });

  test("no folder, a file in its place, a folder without a head or without responses", async () => {
    const folder = await makeFolder();
    await expect(openTape(join(folder, "absent"))).rejects.toThrow(/absent: there is no such folder/);
    await writeFile(join(folder, "file"), "");
    await expect(openTape(join(folder, "file"))).rejects.toThrow(/file: is a file, expected a tape's folder/);
    await expect(openTape(folder)).rejects.toThrow(/tape\.json: is missing, so the folder is not a tape/);
    await writeFile(join(folder, "tape.json"), JSON.stringify(HEAD));
    await expect(openTape(folder)).rejects.toThrow(/responses\.ndjson\.gz: is missing/);
    await mkdir(join(folder, "responses.ndjson.gz"));
    await expect(readThrough(folder)).rejects.toThrow(/responses\.ndjson\.gz: cannot be read: EISDIR/);
  });

  const lines: [string, string, string][] = [
    ["half a line", LINE.slice(0, 60), "line 2: is incomplete"],
    ["no JSON", "hello\n", "line 2: is not JSON"],
    ["an empty line", "\n\n", "line 2: is not JSON"],
    ["no object", "[]\n", "line 2: is not a response, expected"],
    ["no time", `${LINE.replace("Z", "")}\n`, "line 2: at is missing or wrong, expected a time like"],
    ["no URL", `${LINE.replace('"url"', '"uri"')}\n`, "line 2: url is missing or wrong, expected a URL"],
    [
      "no status",
      `${LINE.replace("200", "2")}\n`,
      "line 2: status is missing or wrong, expected an HTTP status",
    ],
    [
      "no headers",
      `${LINE.replace('{"content', '{"a":1,"content')}\n`,
      "line 2: headers is missing or wrong",
    ],
    [
      "no body",
      `${LINE.replace('"body":"[]"', '"body":[]')}\n`,
      "line 2: body is missing or wrong, expected a text",
    ],
  ];
  test.each(lines)("line with %s", async (_what, second, sentence) => {
    const folder = await tapeOf(HEAD, `${LINE}\n${second}`);
    await expect(readThrough(folder)).rejects.toThrow(`responses.ndjson.gz ${sentence}`);
  });

  test("an archive that was cut short, or is none", async () => {
    const whole = gzipSync(`${LINE}\n`.repeat(2000), { level: 0 });
    const cut = await tapeOf(HEAD, whole.subarray(0, whole.length / 2));
    await expect(readThrough(cut)).rejects.toThrow(
      /gz line 1\d{3}: the file ends here, in the middle of its gzip/,
    );
    const none = await tapeOf(HEAD, Buffer.from(LINE));
    await expect(readThrough(none)).rejects.toThrow(/gz line 1: cannot be unpacked: incorrect header check/);
  });
});

test("times are written in whole seconds wherever they are whole", () => {
  expect(formatTime(T0)).toBe("2026-05-04T08:00:00Z");
  expect(formatTime(T0 + 7)).toBe("2026-05-04T08:00:00.007Z");
});

withRecordings("tapes/oslo-gbfs-2", (folder) => {
  test("a real tape reads through to its last response", async () => {
    const tape = await openTape(folder);
    let responses = 0;
    let lastAt = 0;
    for await (const { at } of tape.responses()) {
      responses++;
      lastAt = at;
    }
    expect([responses, lastAt]).toEqual([tape.head.responses, tape.head.to]);
  });
});
