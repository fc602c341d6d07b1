import { describe, expect, it } from "vitest";
import { OptionError, readStartOptions, START_HELP } from "../../local/options.ts";

const read = (line: string) => readStartOptions(line === "" ? [] : line.split(" "));

describe("the options of npm start", () => {
  it("are a simulated city, a free port and tables in memory where nothing is said", () => {
    expect(read("")).toEqual({
      source: { type: "city", dialect: "gbfs" },
      rules: null,
      directory: null,
      port: 0,
    });
  });

  it("say what is watched, and how", () => {
    expect(read("--city gbfs3")?.source).toEqual({ type: "city", dialect: "gbfs3" });
    expect(read("--feed https://x.example/gbfs.json")?.source).toEqual({
      type: "feed",
      url: "https://x.example/gbfs.json",
    });
    expect(read("--systems mine.json")?.source).toEqual({ type: "systems", file: "mine.json" });
    expect(read("--rules plain --data kept --port 4567")).toMatchObject({
      rules: "plain",
      directory: "kept",
      port: 4567,
    });
  });

  it("play a tape sixty times as fast, as fast as told, or without waiting", () => {
    const tape = { type: "tape", folder: "lyon", speed: 60, untilEnd: false, exportFile: null };
    expect(read("--tape lyon")?.source).toEqual(tape);
    expect(read("--tape lyon --speed 0.5")?.source).toEqual({ ...tape, speed: 0.5 });
    expect(read("--tape lyon --speed max --until-end --export a.csv")?.source).toEqual({
      ...tape,
      speed: Number.POSITIVE_INFINITY,
      untilEnd: true,
      exportFile: "a.csv",
    });
  });

  it("ask for help in both ways, whatever else is there", () => {
    expect([read("--help"), read("-h"), read("--speed 5 --help")]).toEqual([null, null, null]);
    for (const name of [
      "--feed",
      "--systems",
      "--tape",
      "--speed",
      "--city",
      "--rules",
      "--data",
      "--port",
    ]) {
      expect(START_HELP).toContain(name);
    }
  });

  it.each([
    "--port=",
    "--port=-1",
    "--port 1e3",
    "--port 65536",
    "--tape x --speed fast",
    "--tape x --speed 0",
    "--tape x --speed=",
    "--tape x --until-end=yes",
    "--feed a --systems b",
    "--until-end",
    "--export x",
  ])("refuse %s in one sentence", (line) => {
    expect(() => read(line)).toThrow(OptionError);
    expect(() => read(line)).toThrow(/^[^\n]+$/);
  });
});
