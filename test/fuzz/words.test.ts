import { tmpdir } from "node:os";
import type { CommandUnknownOpts as Command } from "@commander-js/extra-typings";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readPageToken, writePageToken } from "../../cli/alerts/page-token.ts";
import { readCatalogue } from "../../cli/catalogue/catalogue.ts";
import { CsvError } from "../../cli/catalogue/csv.ts";
import { entryOf, withSystemIds } from "../../cli/catalogue/entry.ts";
import { searchCatalogue, suggestion } from "../../cli/catalogue/search.ts";
import { createProgram } from "../../cli/program.ts";
import { run } from "../../cli/run.ts";
import { UserError } from "../../cli/user-error.ts";
import type { World } from "../../cli/world.ts";
import { checkSystems } from "../../functions/systems/schema.ts";
import { readTime } from "../../functions/words/times.ts";
import { OptionError, readStartOptions } from "../../local/options.ts";
import { feedSource } from "../../local/sources/live-source.ts";
import { catalogueOf } from "../cli/catalogue-rows.ts";
import { expectSentence, fuzz, fuzzLater } from "./harness.ts";
import { hostileText, longTexts, textLike } from "./hostile.ts";

const NOW = Date.UTC(2026, 4, 4, 12);
const SENTENCE_CHARACTERS_MAX = 700;

const CATALOGUE = catalogueOf([
  { id: "oslo", name: 'Oslo "By", sykkel', location: "Oslo", country: "NO" },
  { id: "vélo v", name: "Vélo'v", auth: "1", parameter: "apiKey" },
  { id: "vélo v", name: "Again", auth: "2", parameter: "Client | Authorization" },
]);
const ROW = "NL,A,B,same,x,http://a.b,,,,\n";
const HEADER = CATALOGUE.slice(0, CATALOGUE.indexOf("\n") + 1);

const LONG_NAMED = readCatalogue(catalogueOf([{ id: "oslo" }, { id: "long", name: "a".repeat(30_000) }]));

const START_WORDS =
  "--feed --systems --tape --speed --until-end --export --city --rules --data --port --help -h max 5";

/** Words of the program, its users' words, and arbitrary ones; an option may carry its value. */
function wordsOf(vocabulary: readonly string[]): fc.Arbitrary<string[]> {
  const known = fc.constantFrom(...vocabulary);
  const word = fc.oneof(
    { weight: 5, arbitrary: known },
    { weight: 2, arbitrary: hostileText },
    fc.tuple(known, hostileText).map(([option, value]) => `${option}=${value}`),
    hostileText.map((text) => `--${text}`),
    fc.constantFrom("--", "-", "-x", "--no-open", "--__proto__=1", "--constructor", "999999999999999999999"),
  );
  return fc.array(word, { maxLength: 7 });
}

const PARSERS: readonly [string, () => void][] = [
  [
    "the words after npm start",
    () =>
      fuzz({
        inputs: wordsOf(START_WORDS.split(" ")),
        long: longTexts(["", "--port=", "--city="]).map((text) => [text]),
        runs: 400,
        parse: readStartOptions,
        refusals: [OptionError],
        check: (options) => {
          if (options === null) return;
          const { source, port } = options;
          expect(Number.isInteger(port) && port >= 0 && port <= 65_535).toBe(true);
          if (source.type === "tape") expect(source.speed).toBeGreaterThan(0);
        },
      }),
  ],
  [
    "the feed after --feed",
    () =>
      fuzz({
        inputs: textLike(
          "https://gbfs.example/oslo/gbfs.json",
          "https://api.jcdecaux.com/vls/v3/stations?contract=lyon",
        ),
        long: longTexts(["", "https://a/", "https://a/vls/v1/stations?contract="]),
        parse: feedSource,
        refusals: [OptionError],
        check: ({ configuration }) => {
          const systems = JSON.stringify({ systems: configuration.systems });
          expect(checkSystems(systems, "x").systems).toHaveLength(1);
        },
      }),
  ],
  [
    "a time",
    () =>
      fuzz({
        inputs: textLike("2026-11-22T17:30:00.123Z", "2026-11-22 17:30", "2026-11-22", "today", "999999d"),
        long: longTexts(["", "2026-11-22T17:30:00."]),
        runs: 600,
        parse: (text) => readTime(text)?.(NOW, "Europe/Paris") ?? null,
        check: (at) => {
          if (at !== null) expect(Number.isFinite(new Date(at).getTime())).toBe(true);
        },
      }),
  ],
  [
    "a page's token",
    () =>
      fuzz({
        inputs: fc.oneof(
          textLike(writePageToken({ alertId: "2026/a/empty", systemId: "hill" })),
          hostileText.map((text) => Buffer.from(`["a",${text}]`).toString("base64url")),
        ),
        long: longTexts(),
        parse: readPageToken,
        refusals: [UserError],
        check: (position) => expect(Object.keys(position)).toEqual(["alertId", "systemId"]),
      }),
  ],
  [
    "a catalogue",
    () =>
      fuzz({
        inputs: textLike(CATALOGUE),
        long: longTexts([HEADER, `${HEADER}"`]),
        runs: 250,
        parse: (text) => withSystemIds(readCatalogue(text).systems).map(entryOf),
        refusals: [CsvError],
        check: (entries) => {
          const ids = new Set(entries.map(({ systemId }) => systemId.toLowerCase()));
          expect(ids.size).toBe(entries.length);
          for (const { systemId } of entries) expect(systemId).toMatch(/^[\w.-]{1,64}$/);
        },
      }),
  ],
  [
    "a catalogue of which all systems have one id",
    () =>
      fuzz({
        inputs: fc.constant(HEADER),
        long: [HEADER + ROW.repeat(30_000)],
        runs: 1,
        parse: (text) => withSystemIds(readCatalogue(text).systems),
        check: (systems) => {
          expect(new Set(systems.map(({ systemId }) => systemId)).size).toBe(systems.length);
        },
      }),
  ],
  [
    "what is looked for in a catalogue",
    () =>
      fuzz({
        inputs: hostileText,
        long: longTexts(),
        parse: (query) => {
          const { systems } = LONG_NAMED;
          return [searchCatalogue(systems, query).length, suggestion(systems, query)];
        },
      }),
  ],
];

test.each(PARSERS)("%s may say anything", (_what, fuzzIt) => {
  fuzzIt();
});

function commandsOf(parent: Command): Command[] {
  return [parent, ...parent.commands.flatMap(commandsOf)];
}

/** Parses the words as the command does but skips the action, which alone would use a network or AWS. */
async function spoken(words: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const world: World = {
    terminal: {
      write: (text) => {
        stdout += text;
      },
      say: (line) => {
        stderr += `${line}\n`;
      },
      columns: null,
      colors: false,
      progress: null,
    },
    environment: {},
    folder: tmpdir(),
    now: () => NOW,
    interruption: () => new AbortController().signal,
    user: () => null,
    confirm: null,
  };
  const program = createProgram(world);
  const called: Record<string, unknown>[] = [];
  for (const command of commandsOf(program)) {
    if (command.commands.length === 0) command.action(() => void called.push(command.opts()));
  }
  return { exitCode: await run(words, world, program), stdout, stderr, called };
}

const commands = commandsOf(createProgram({ terminal: {} } as World));
const COMMAND_WORDS = [
  ...commands.flatMap((command) => [
    command.name(),
    ...command.options.flatMap(({ short, long }) => [short, long]),
  ]),
  ...["table", "csv", "empty", "poll", "today", "2h", "7", "http://127.0.0.1:9", "lyon"],
].filter((word) => word !== undefined);
const lines = commands.map((command) => {
  const names: string[] = [];
  for (let one: Command | null = command; one?.parent; one = one.parent) names.unshift(one.name());
  return names;
});

test("the words of the command may be any", async () => {
  await fuzzLater({
    inputs: fc
      .tuple(fc.constantFrom(...lines), wordsOf(COMMAND_WORDS))
      .map(([line, words]) => [...line, ...words]),
    runs: 400,
    parse: spoken,
    check: ({ exitCode, stdout, stderr, called }) => {
      expect([0, 2]).toContain(exitCode);
      expect(called.length).toBe(exitCode === 0 && stdout === "" ? 1 : 0);
      if (exitCode === 0) expect(stderr).toBe("");
      else if (!stderr.startsWith("Usage: ")) {
        expect(stderr).toMatch(/^stationwatch: .+\n(?:\(--help says more\)\n)?$/);
        expectSentence((stderr.split("\n")[0] ?? "").replace(/[^ -~]/g, "�"), SENTENCE_CHARACTERS_MAX);
        expect(stderr).not.toMatch(/[^\P{Cc}\n]/u);
      }
      for (const { limit, since, until } of called) {
        if (limit !== undefined) expect(Number.isInteger(limit) && Number(limit) > 0).toBe(true);
        for (const moment of [since, until]) {
          if (typeof moment === "function") expect(Number.isFinite(moment(NOW, "Europe/Paris"))).toBe(true);
        }
      }
    },
  });
});

test("a word may be as long as a shell lets it be", async () => {
  for (const word of ["/".repeat(100_000), "a".repeat(100_000), `http://a/${"/".repeat(100_000)}x`]) {
    for (const words of [
      [word],
      [`--${word}`],
      ["stats", "--endpoint", word],
      ["alerts", "list", "--since", word],
    ]) {
      const before = process.cpuUsage();
      const { stderr } = await spoken(words);
      expect(stderr.length).toBeLessThan(SENTENCE_CHARACTERS_MAX);
      // Microseconds of CPU, not of waiting; quadratic work takes several seconds.
      expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
    }
  }
});
