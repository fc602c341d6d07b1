import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { memoryPolls } from "../../cli/record/memory-polls.ts";
import { createRecorder } from "../../cli/record/recorder.ts";
import { pollTape } from "../../cli/replay/polls.ts";
import type { Effect } from "../../functions/core/effects.ts";
import { fold } from "../../functions/core/fold.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { createFeeds } from "../../functions/feeds/feeds.ts";
import { createFetcher } from "../../functions/feeds/fetcher.ts";
import { poll } from "../../functions/poll/poll.ts";
import type { PollWorld } from "../../functions/poll/ports.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { feedDownAfterMs } from "../../functions/systems/feed-down.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { type CityFeed, serveCity } from "../../local/city/serve.ts";
import { openTape } from "../../local/tape/read.ts";
import { openRecording } from "../../local/tape/recording.ts";
import { MONDAY, smallCity } from "../local/city/cities.ts";
import { type Trouble, troubled } from "../local/city/troubles.ts";

const MINUTE_MS = 60_000;
const MINUTES = 100;
const KEY = "s3cret-of-the-city";

/** What goes wrong with a request in a minute: everything that makes a poll fail in a way of its own. */
function troubleAt(minute: number, path: string): Trouble | null {
  const isStatus = /station_status|\/vls\//.test(path);
  if (minute < 2) return { status: 404 };
  if (!isStatus) return minute < 20 && path.includes("station_information") ? { status: 500 } : null;
  if (minute >= 10 && minute < 16) return { status: 503, headers: { "retry-after": "150" } };
  if (minute === 22) return { body: "<html>down for maintenance" };
  if (minute >= 25 && minute < 34) return { hangUp: true };
  if (minute === 36) return { status: 200, body: '{"data":{"stations":[]}}' };
  return minute === 38 ? { status: 429 } : null;
}

/** A city whose time stands still for twelve minutes, so that its feed answers 304. */
const cityTime = (minute: number) => MONDAY + (minute >= 50 && minute < 62 ? 50 : minute) * MINUTE_MS;

/** What a fold of the messages puts into the tables. */
function effectsOf(messages: readonly StreamMessage[], ruleBook: RuleBook): Effect[] {
  let roster: RosterIndex | null = null;
  let state: SystemState = NEW_SYSTEM;
  const effects: Effect[] = [];
  for (const message of messages) {
    if (message.type === "roster") {
      roster = indexRoster(message);
      continue;
    }
    const context = { ruleBook, arrivedAt: 0, alertRetentionMs: 0, windowRetentionMs: 0, roster };
    const folded = fold(state, message, context);
    state = folded.state;
    effects.push(...folded.effects);
  }
  return effects;
}

test.each<CityFeed>(["gbfs-2.3", "gbfs-3.0", "jcdecaux-v3"])(
  "a tape of %s replays to what a poller beside it has folded, whatever the feed did",
  async (feed) => {
    const folder = await mkdtemp(join(tmpdir(), "stationwatch-record-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    let minute = 0;
    const now = () => MONDAY + minute * MINUTE_MS;
    const intercept = troubled((path) => troubleAt(minute, path));
    const city = { city: smallCity(), feed, apiKey: KEY, ttlSeconds: 60 };
    const server = await serveCity({ ...city, now, cityClock: () => cityTime(minute), intercept });
    onTestFinished(server.close);
    const configuration: SystemsConfiguration = { systems: [{ ...server.entry, pollSeconds: 60 }] };
    const { systemId } = server.entry;
    const limits = { contact: null, loopbackHttp: true, now, wait: async () => undefined };
    const keyOf = async () => KEY;

    const published: StreamMessage[] = [];
    const feeds = createFeeds({ ...limits, keyOf });
    onTestFinished(feeds.close);
    const beside: PollWorld = {
      feeds,
      publisher: {
        publishRoster: async (roster) => {
          published.push(roster);
          return { leftOut: null };
        },
        publishOutcome: async (outcome) => void published.push(outcome),
      },
      polls: memoryPolls(),
      departed: { listedAt: null, memories: new Map() },
      now,
      wait: async () => undefined,
      downAfterMs: (entry) => feedDownAfterMs(configuration, entry),
      remainingMs: () => Number.POSITIVE_INFINITY,
    };
    const fetcher = createFetcher(limits);
    onTestFinished(fetcher.close);
    const recording = await openRecording(folder, { system: server.entry, source: "a test" });
    const recorder = createRecorder({
      configuration,
      recordings: new Map([[systemId, recording]]),
      fetcher,
      keyOf,
      withRoster: true,
      now,
      wait: async () => undefined,
    });
    for (minute = 0; minute < MINUTES; minute++) {
      await poll(configuration, beside);
      await recorder.run();
    }
    await recording.close();

    const taped: StreamMessage[] = [];
    for await (const message of pollTape(await openTape(folder))) taped.push(message);
    const polls = (messages: readonly StreamMessage[]) =>
      messages.flatMap((one) => (one.type === "roster" ? [] : [one]));
    const kinds = new Set(published.map(({ type }) => type));
    expect([...kinds].sort()).toEqual(["failed", "roster", "snapshot", "unchanged"]);
    const failed = (messages: readonly StreamMessage[]) => messages.filter(({ type }) => type === "failed");
    expect(failed(taped)).toEqual(failed(published));
    expect(polls(taped).map(({ fetchedAt }) => fetchedAt)).toEqual(
      polls(published).map(({ fetchedAt }) => fetchedAt),
    );
    for (const rules of [PLAIN_RULES, ruleBookOf({ systems: [server.entry] }, systemId, "defaults")]) {
      const effects = effectsOf(taped, rules);
      expect(effects).toEqual(effectsOf(published, rules));
      expect(effects.filter(({ type }) => type === "resolve").length).toBeGreaterThan(5);
    }
  },
);
