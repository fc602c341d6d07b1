import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { timeOn } from "../../local/clock.ts";
import { OptionError } from "../../local/options.ts";
import { citySource } from "../../local/sources/city-source.ts";
import { feedSource, systemsSource } from "../../local/sources/live-source.ts";
import { openSource } from "../../local/sources/open-source.ts";
import { tapeSource } from "../../local/sources/tape-source.ts";
import { TapeError } from "../../local/tape/tape.ts";
import { writeCityTape } from "../city-tape.ts";

const ROOT = join(import.meta.dirname, "../..");
const entryOf = (url: string) => feedSource(url).configuration.systems[0];

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-sources-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe("a feed by its URL", () => {
  it.each([
    ["https://gbfs.urbansharing.com/oslobysykkel.no/gbfs.json", "oslobysykkel.no"],
    ["https://gbfs.lyft.com/gbfs/2.3/bkn/gbfs.json", "bkn"],
    ["https://gbfs.citibikenyc.com/gbfs/2.3/gbfs.json", "citibikenyc"],
    ["https://api.cyclocity.fr/contracts/lyon/gbfs/v3/gbfs.json", "lyon"],
    ["https://example.com/Vél%20o/gbfs.json", "V-C3-A9l-20o"],
    ["http://127.0.0.1:4567/gbfs.json", "127.0.0.1"],
    ["http://localhost:4567/gbfs.json", "localhost"],
  ])("%s is the system %s", (url, systemId) => {
    expect(entryOf(url)).toEqual({
      systemId,
      kind: "gbfs",
      url: new URL(url).href === url ? url : expect.any(String),
    });
  });

  it("is a JCDecaux contract where it looks like one, its key in a variable", () => {
    const url = "https://api.jcdecaux.com/vls/v3/stations?contract=lyon";
    vi.stubEnv("JCDECAUX_API_KEY", undefined);
    const entry = {
      systemId: "lyon",
      kind: "jcdecaux",
      contract: "lyon",
      apiVersion: 3,
      url: "https://api.jcdecaux.com",
    };
    expect(entryOf(url)).toEqual(entry);
    vi.stubEnv("JCDECAUX_API_KEY", "secret");
    expect(entryOf(url.replace("v3", "v1"))).toEqual({
      ...entry,
      apiVersion: 1,
      apiKey: { environment: "JCDECAUX_API_KEY" },
    });
  });

  it.each([
    ["oslo", /^--feed is "oslo", expected the URL/],
    ["ftp://x.example/gbfs.json", /expected the URL/],
    ["http://x.example/gbfs.json", /^--feed: its url is .*expected an https URL/],
    ["https://me:secret@x.example/gbfs.json", /^--feed: its url is "https:\/\/…@x.example/],
    ["https://api.jcdecaux.com/vls/v3/stations", /no contract/],
    ["https://api.jcdecaux.com/vls/v3/stations?contract=%2F", /^--feed: its (systemId|contract) is /],
    ["https://api.jcdecaux.com/vls/v3/stations?contract=lyon&apiKey=s3cret", /has a key in it: leave it out/],
  ])("%s is refused in one sentence, its secrets unsaid", (url, sentence) => {
    expect(() => feedSource(url)).toThrow(OptionError);
    expect(() => feedSource(url)).toThrow(sentence);
    expect(() => feedSource(url)).not.toThrow(/s3cret|:secret/);
  });
});

describe("a source that lives", () => {
  it("is polled at once, then waits for its next tick until it is stopped", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 1_000 });
    const source = feedSource("https://example.com/gbfs.json");
    const stop = new AbortController();
    expect(await source.nextPoll(stop.signal)).toBe(1_000);
    const waiting = source.nextPoll(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow(/abort/);
  });

  it("is the project's own systems.json as it stands", async () => {
    const source = systemsSource(join(ROOT, "systems.json"));
    const written = JSON.parse(await readFile(join(ROOT, "systems.json"), "utf8"));
    expect(source).toMatchObject({ configuration: written, onTape: false, responses: null });
    expect(source.title).toMatch(/^the \d+ systems of /);
  });

  it("is a city whose minutes are those of its polls and of its feed, and goes on where it was left", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 0, 1) });
    const source = await citySource("gbfs");
    onTestFinished(() => source.close());
    const stop = new AbortController();
    const bodyOf = async () => {
      const url = source.configuration.systems[0]?.url?.replace("gbfs.json", "station_status.json") ?? "";
      return (await (await fetch(url)).json()) as { last_updated: number };
    };
    vi.advanceTimersByTime(2_500);
    const at = (await source.nextPoll(stop.signal)) ?? 0;
    expect(new Date(at).toISOString()).toBe("2020-05-04T07:02:00.000Z");
    expect((await bodyOf()).last_updated * 1_000).toBe(at);
    await source.resumeAt(Date.UTC(2020, 4, 6));
    vi.advanceTimersByTime(1_999);
    expect(source.clock && timeOn(source.clock, Date.now())).toBe(Date.UTC(2020, 4, 6, 0, 6, 29, 940));
    await expect(source.resumeAt(Date.UTC(2026, 0, 2))).rejects.toThrow(
      /^the tables know the city at a time/,
    );
  });

  it("is a city over HTTP in each of its dialects", async () => {
    for (const dialect of ["gbfs", "gbfs3", "jcdecaux"] as const) {
      const source = await citySource(dialect);
      const [system] = source.configuration.systems;
      expect(system).toMatchObject({ systemId: "riverton", kind: dialect === "jcdecaux" ? dialect : "gbfs" });
      const path = dialect === "jcdecaux" ? "/vls/v3/stations" : "";
      expect((await fetch(`${system?.url}${path}`)).status).toBe(200);
      await source.close();
      await expect(fetch(`${system?.url}`)).rejects.toThrow();
    }
  });
});

describe("a tape as a source", () => {
  const forever = new AbortController().signal;

  it("gives the times of its polls, and goes on where it is told", async () => {
    const folder = join(scratch(), "tape");
    await writeCityTape(folder, { polls: 4, intervalMs: 60_000, stations: 3 });
    const source = await tapeSource(folder, Number.POSITIVE_INFINITY);
    onTestFinished(() => source.close());
    expect(source).toMatchObject({ onTape: true, responses: 6 });
    const first = (await source.nextPoll(forever)) ?? 0;
    expect(await source.nextPoll(forever)).toBe(first + 60_000);
    await source.resumeAt(first + 120_000);
    expect(await source.nextPoll(forever)).toBe(first + 120_000);
    expect(await source.nextPoll(forever)).toBe(first + 180_000);
    expect(await source.nextPoll(forever)).toBeNull();
  });

  it("waits between its polls as long as its speed says", async () => {
    const folder = join(scratch(), "tape");
    await writeCityTape(folder, { polls: 2, intervalMs: 60_000, stations: 3 });
    const source = await tapeSource(folder, 3_000);
    onTestFinished(() => source.close());
    await source.nextPoll(forever);
    const stop = new AbortController();
    const waiting = source.nextPoll(stop.signal);
    stop.abort();
    await expect(waiting).rejects.toThrow(/abort/);
    expect(source.title).toContain("3000 times as fast");
  });

  it("is refused where its head says what no systems.json may say", async () => {
    const folder = scratch();
    const system = {
      systemId: "x",
      kind: "jcdecaux",
      contract: "x",
      apiVersion: 3,
      timeZone: "Nowhere/Atlantis",
    };
    writeFileSync(join(folder, "tape.json"), JSON.stringify({ format: 1, system }));
    writeFileSync(join(folder, "responses.ndjson.gz"), "");
    const opened = openSource({ type: "tape", folder, speed: 1, untilEnd: false, exportFile: null });
    await expect(opened).rejects.toThrow(TapeError);
    await expect(opened).rejects.toThrow(
      /tape\.json: system\.timeZone is "Nowhere\/Atlantis", expected the name of/,
    );
  });
});
