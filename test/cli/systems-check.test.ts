import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import {
  API_KEY_VARIABLE,
  type CityFeed,
  type CityServerOptions,
  serveCity,
} from "../../local/city/serve.ts";
import { announceRunning, withdrawRunning } from "../../local/running.ts";
import { serve } from "../feeds/feed-server.ts";
import { rawServer } from "../hostile/server.ts";
import { says } from "../hostile/wire.ts";
import { MONDAY, smallCity } from "../local/city/cities.ts";
import { troubled } from "../local/city/troubles.ts";
import { runCaptured, type WorldOptions } from "./captured-world.ts";

const NOW = Date.UTC(2026, 4, 4, 12);
const ALLOWED = { LOOPBACK_FEEDS: "allow" };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stationwatch-check-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function city(feed: CityFeed, more: Partial<CityServerOptions> = {}) {
  const server = await serveCity({
    city: smallCity(),
    cityClock: () => MONDAY,
    now: () => NOW,
    feed,
    ...more,
  });
  onTestFinished(() => server.close());
  return server;
}

function writeSystems(systems: readonly object[], file = "systems.json"): string {
  writeFileSync(join(folder, file), JSON.stringify({ systems }));
  return join(folder, file);
}

const check = (words: readonly string[], environment: NodeJS.ProcessEnv = ALLOWED, more: WorldOptions = {}) =>
  runCaptured(["systems", "check", ...words], { folder, now: NOW, environment, ...more });

test("a simulated city is good in every dialect", async () => {
  const entries = [];
  for (const feed of ["gbfs-2.3", "gbfs-3.0", "jcdecaux-v1", "jcdecaux-v3"] as const) {
    entries.push({ ...(await city(feed, { ttlSeconds: 60 })).entry, systemId: feed });
  }
  writeSystems(entries);
  const { exitCode, stdout, stderr } = await check(["--format", "csv"]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "4 systems of systems.json\n" });
  const cells = stdout.split("\n").map((line) => line.split(",").slice(0, 5).join(","));
  expect(cells).toEqual([
    "systemId,verdict,sentence,versionLabel,versionShape",
    "gbfs-2.3,good,all that the rules need is there,2.3,2.x",
    "gbfs-3.0,good,all that the rules need is there,3.0,3.x",
    "jcdecaux-v1,good,all that the rules need is there,,v1",
    "jcdecaux-v3,good,all that the rules need is there,,v3",
    "",
  ]);
});

test("for people there is a table, and below it what is odd about each", async () => {
  const good = await city("gbfs-2.3", { ttlSeconds: 60 });
  const withoutNames = troubled((path) => (path.includes("station_information") ? { status: 404 } : null));
  const nameless = await city("gbfs-3.0", { intercept: withoutNames });
  const down = await city("gbfs-2.3", { intercept: troubled(() => ({ status: 503 })) });
  writeSystems([
    { ...good.entry, systemId: "good" },
    { ...nameless.entry, systemId: "nameless" },
    { ...down.entry, systemId: "down" },
  ]);
  const { exitCode, stdout, stderr } = await check([]);
  expect(exitCode).toBe(1);
  expect(stderr).toBe("3 systems of systems.json\nstationwatch: 1 of 3 feeds is unusable\n");
  const [table = "", ...blocks] = stdout.split("\n\n");
  expect(table.split("\n")).toEqual([
    expect.stringMatching(/^system +verdict +version +stations +named +published +reported +ttl$/),
    expect.stringMatching(/^good +good +2\.3 +\d+ +\d+ +just now +.+ ago +1 min$/),
    expect.stringMatching(/^nameless +usable +3\.0 +\d+ +just now +.+ ago +1 s$/),
    expect.stringMatching(/^down +unusable$/),
  ]);
  expect(blocks[0]).toBe("good is good: all that the rules need is there");
  expect(blocks[1]).toMatch(
    /^nameless is usable: but stations have ids for names, .*\n {2}loss {2}station_information is of no use: .*404.*\n {2}note {2}a ttl of/,
  );
  expect(blocks[2]).toMatch(
    /^down is unusable: http:.*gbfs\.json: answered with status 503, expected 200\n$/,
  );
});

test("only the named systems are checked, and a misspelt name gets a suggestion", async () => {
  const { entry } = await city("gbfs-2.3");
  writeSystems(
    [
      { ...entry, systemId: "north" },
      { ...entry, systemId: "south" },
    ],
    "other.json",
  );
  const { stdout } = await check(["south", "--systems", "other.json", "--format", "ndjson"]);
  expect(JSON.parse(stdout)).toMatchObject({ systemId: "south", verdict: "good" });
  expect(await check(["sooth", "--systems", "other.json"])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr:
      '2 systems of other.json\nstationwatch: no system "sooth" is in systems.json: did you mean south or north?\n',
  });
});

test("a key goes out and is never printed", async () => {
  const { entry } = await city("jcdecaux-v3", { apiKey: "s3cret-k3y" });
  writeSystems([entry]);
  const words = ["--format", "json"];
  const keyed = await check(words, { ...ALLOWED, [API_KEY_VARIABLE]: "s3cret-k3y" });
  expect(keyed.exitCode).toBe(0);
  const wrong = await check(words, { ...ALLOWED, [API_KEY_VARIABLE]: "wr0ng-k3y" });
  expect(wrong.stdout).toContain("the key may be wrong");
  const missing = await check(words);
  expect(missing.stdout).toContain(`expected one in the environment variable ${API_KEY_VARIABLE}`);
  expect(missing.exitCode).toBe(1);
  for (const { stdout, stderr } of [keyed, wrong, missing])
    expect(stdout + stderr).not.toMatch(/s3cret|wr0ng/);
});

test("one host is asked one thing at a time, several hosts at once", async () => {
  let inFlight: { host: string; answer: () => void }[] = [];
  let mostOfOneHost = 0;
  const rounds: number[] = [];
  const patient = () =>
    serve((request, response) => {
      const host = request.headers.host ?? "";
      inFlight.push({ host, answer: () => void response.writeHead(404).end() });
      mostOfOneHost = Math.max(mostOfOneHost, inFlight.filter((one) => one.host === host).length);
      // Nobody is answered before both hosts have been asked.
      if (new Set(inFlight.map((one) => one.host)).size < 2) return;
      const asked = inFlight;
      inFlight = [];
      rounds.push(asked.length);
      for (const { answer } of asked) answer();
    });
  const hosts = [await patient(), await patient()];
  writeSystems(
    Array.from({ length: 6 }, (_, index) => ({
      systemId: `s${index}`,
      kind: "gbfs",
      url: `${hosts[index % 2]?.url}/${index}`,
    })),
  );
  const { exitCode, stderr } = await check([]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: "6 systems of systems.json\nstationwatch: 6 of 6 feeds are unusable\n",
  });
  expect({ rounds, mostOfOneHost }).toEqual({ rounds: [2, 2, 2], mostOfOneHost: 1 });
});

test("a feed that moved says where to", async () => {
  const { entry, url } = await city("gbfs-2.3");
  const mover = await serve((_, response) => void response.writeHead(301, { location: url }).end());
  writeSystems([{ ...entry, url: `${mover.url}/old.json` }]);
  const { stdout } = await check([]);
  expect(stdout).toContain(`gbfs.json is redirected to ${url}: systems.json can name that URL\n`);
});

test("--feed checks one that is in no file", async () => {
  const gbfs = await city("gbfs-2.3");
  expect((await check(["--feed", gbfs.url], {})).stdout).toContain("riverton is good: ");
  const jcdecaux = await city("jcdecaux-v1");
  expect((await check(["--feed", jcdecaux.url], {})).stdout).toContain("riverton is good: ");
  expect(await check(["--feed", "here"])).toMatchObject({
    exitCode: 2,
    stderr: 'stationwatch: --feed is "here", expected the URL of a gbfs.json, or of JCDecaux stations\n',
  });
  expect(await check(["--feed", gbfs.url, "--systems", "x"])).toMatchObject({ exitCode: 2 });
});

test("a feed of this machine may be plain HTTP, in a file and where npm start runs it", async () => {
  const { entry } = await city("gbfs-2.3");
  writeSystems([{ ...entry, plainHttp: true } as typeof entry]);
  expect((await check([], {})).stdout).toContain("riverton is good: ");
  const systemsFile = writeSystems([entry], "running.json");
  const running = {
    pid: process.pid,
    endpoint: "http://127.0.0.1:9",
    systemsFile,
    startedAt: "",
    onTape: false,
    clock: null,
  };
  announceRunning(running, folder);
  expect(await check([], {})).toMatchObject({
    exitCode: 0,
    stderr: "1 system of the pipeline that runs here\n",
  });
  announceRunning({ ...running, onTape: true }, folder);
  expect(await check([], {})).toMatchObject({
    exitCode: 1,
    stderr:
      "stationwatch: the pipeline here plays a recording, whose times are not of today: --systems names another file\n",
  });
  withdrawRunning(process.pid, null, folder);
});

test("without a file, or with one that is wrong, one sentence says so", async () => {
  expect(await check([])).toEqual({
    exitCode: 2,
    stdout: "",
    stderr: "stationwatch: there is no systems.json here: --systems names one, --feed a single feed\n",
  });
  expect((await check(["--systems", "gone.json"])).stderr).toContain("there is no such file");
  writeSystems([{ systemId: "a", kind: "gbsf" }]);
  const { exitCode, stderr } = await check([]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringMatching(/^stationwatch: systems\.json: /),
  });
  writeSystems([]);
  expect(await check([])).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "0 systems of systems.json\nno system to check\n",
  });
});

test("a server that switches protocols, at whatever file, is told in a sentence", async () => {
  const server = await rawServer();
  onTestFinished(() => server.close());
  server.answer = says("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
  for (const file of ["gbfs.json", "station_status.json"]) {
    server.hostilePath = `/city/${file}`;
    const { exitCode, stdout } = await check(["--feed", `${server.origin}/city/gbfs.json`]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`/city/${file}: answered with status 101, expected 200`);
  }
});

test("headers that are wrong about a body are noted, and the body is read", async () => {
  const { url } = await city("gbfs-2.3", { ttlSeconds: 60 });
  const { origin, pathname } = new URL(url);
  const server = await serve(async (request, response) => {
    const path = request.url ?? "";
    const text = (await (await fetch(`${origin}${path}`)).text()).replaceAll(origin, server.url);
    const isNames = path.includes("station_information");
    if (path.includes("station_status")) response.setHeader("content-encoding", "UTF-8");
    if (isNames) response.setHeader("content-type", "application/json; charset=ISO-8859-1");
    response.end(Buffer.from(text.replace(/"name": ?"/, '"name":"Ü'), isNames ? "latin1" : "utf8"));
  });
  const { stdout } = await check(["--feed", `${server.url}${pathname}`]);
  expect(stdout).toContain("is good");
  expect(stdout).toContain('note  station_status: it says Content-Encoding "UTF-8", which is no encoding');
  expect(stdout).toContain("it is written in iso-8859-1, and GBFS asks for UTF-8");
});
