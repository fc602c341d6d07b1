import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type Ended, runNode } from "./child.ts";
import { inFolder, startScript } from "./played-tape.ts";

const OSLO = {
  systemId: "oslo",
  kind: "gbfs",
  url: "https://gbfs.urbansharing.com/oslobysykkel.no/gbfs.json",
};

/** The files that the cases name. */
const FILES = {
  "unknown-key.json": JSON.stringify({ systems: [{ ...OSLO, polSeconds: 60 }] }),
  "bad-url.json": JSON.stringify({ systems: [{ ...OSLO, url: "gbfs.urbansharing.com/oslo" }] }),
  "twice.json": JSON.stringify({ systems: [OSLO, { ...OSLO, url: "https://gbfs.example.com/gbfs.json" }] }),
  "half.json": '{"systems": [{"systemId": "oslo", ',
  "rules.json": JSON.stringify({ rules: { empty: { atLeast: 1 } } }),
  "a-file": "",
} as const;

interface Case {
  readonly words: string;
  /** Matches the whole message, word for word where that matters. */
  readonly says: RegExp;
}

const CASES: readonly Case[] = [
  { words: "--nonsense", says: /^Unknown option '--nonsense': npm start -- --help lists the options$/ },
  { words: "lyon", says: /^Unexpected argument 'lyon': npm start -- --help lists the options$/ },
  { words: "--port", says: /^Option '--port <value>' argument missing: npm start -- --help / },
  { words: "--feed --port 80", says: /^Option '--feed' argument is ambiguous: npm start -- --help / },
  { words: "--port 70000", says: /^--port is "70000", expected a whole number up to 65535$/ },
  { words: "--city atlantis", says: /^--city is "atlantis", expected gbfs, gbfs3 or jcdecaux$/ },
  { words: "--city gbfs --tape x", says: /^--tape and --city exclude each other: choose one$/ },
  { words: "--speed 5", says: /^--speed needs --tape$/ },
  { words: "--tape x --speed=-1", says: /^--speed is "-1", expected a number above 0, or max$/ },
  { words: "--tape x --export f.csv", says: /^--export needs --until-end/ },
  { words: "--tape nowhere", says: /^nowhere: there is no such folder, expected a tape's folder$/ },
  { words: "--tape a-file", says: /^a-file: is a file, expected a tape's folder$/ },
  {
    words: "--tape x --until-end --export nowhere/f.csv",
    says: /^--export is "nowhere\/f.csv", expected a file in an existing folder$/,
  },
  { words: "--data a-file", says: /^--data is "a-file", expected a folder that can be created \(EEXIST\)$/ },
  {
    words: "--feed oslo",
    says: /^--feed is "oslo", expected the URL of a gbfs.json, or of JCDecaux stations$/,
  },
  {
    words: "--feed http://example.com/gbfs.json",
    says: /^--feed: its url is "http:\/\/example.com\/gbfs.json", expected an https URL .*this machine only\)$/,
  },
  {
    words: "--rules nowhere.json",
    says: /^nowhere.json: the file cannot be read, expected plain, or a file/,
  },
  { words: "--rules rules.json", says: /^rules.json: rules.empty.atLeast is an unknown key: / },
  {
    words: "--systems nowhere.json",
    says: /^nowhere.json: there is no such file, expected a list of systems$/,
  },
  { words: "--systems half.json", says: /^half.json: .*line 1/ },
  {
    words: "--systems unknown-key.json",
    says: /^unknown-key.json: systems\[0\].polSeconds is an unknown key: did you mean pollSeconds\?$/,
  },
  {
    words: "--systems bad-url.json",
    says: /^bad-url.json: systems\[0\].url is "gbfs.*", expected an https URL/,
  },
  {
    words: "--systems twice.json",
    says: /^twice.json: systems\[1\].systemId is "oslo", expected an id of its own/,
  },
];

it("what cannot be used is told in one sentence that names the place, with exit code 2", async () => {
  await inFolder(async (folder) => {
    for (const [name, text] of Object.entries(FILES)) await writeFile(join(folder, name), text);
    const wrong: { words: string; ended: Ended }[] = [];
    const waiting = [...CASES];
    const worker = async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const ended = await runNode([startScript(), ...one.words.split(" ")], { cwd: folder });
        const isOneSentence = /^[^\n]+\n$/.test(ended.stderr) && one.says.test(ended.stderr.trimEnd());
        if (!isOneSentence || ended.code !== 2 || ended.stdout !== "")
          wrong.push({ words: one.words, ended });
      }
    };
    await Promise.all([worker(), worker()]);
    expect(wrong).toEqual([]);
  });
});
