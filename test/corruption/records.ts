import type { FeedUrls, RosterAnswer, StatusAnswer } from "../../functions/core/feed.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { readingsOf } from "../../functions/core/observation.ts";
import { bodyHashOf } from "../../functions/feeds/feeds.ts";
import { parseStationInformation } from "../../functions/feeds/gbfs-roster.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { fetchSystemFacts } from "../../functions/feeds/system-facts.ts";
import { pollSystem } from "../../functions/poll/poll-system.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { MINUTE_MS, T0 } from "../core/builders.ts";
import { MemoryPollWorld } from "../poll/memory-world.ts";
import { type Dialect, entryOf, MINUTES, timeOf, trueBody, trueText } from "./city-day.ts";
import type { Oddity, Reply } from "./oddity.ts";

const URLS: FeedUrls = {
  type: "urls",
  status: "https://riverton.example/station_status.json",
  stationInformation: "station_information",
  systemInformation: "system_information",
  vehicleTypes: "vehicle_types",
};
const JCDECAUX_URLS: FeedUrls = { ...URLS, stationInformation: null, systemInformation: null };

/** What the poller puts on the stream for this oddity: everything but HTTP is as in production. */
export async function recordsOf(oddity: Oddity): Promise<StreamMessage[]> {
  const { dialect = "gbfs-3.0" } = oddity;
  const entry = entryOf(dialect);
  const world = new MemoryPollWorld();
  world.answers.discovery = () => (entry.kind === "gbfs" ? URLS : JCDECAUX_URLS);
  world.feeds.fetchRoster = async (system) => rosterOf(system, oddity, dialect);
  const until = timeOf(oddity.until ?? "20:00");
  for (const time of MINUTES) {
    if (time >= until) break;
    const reply = replyAt(oddity, dialect, time);
    if (reply === null) continue;
    world.minute = (time - T0) / MINUTE_MS;
    world.answers.status = (_systemId, known) => answerOf(entry, reply, known?.bodyHash ?? null);
    await pollSystem(entry, world, false);
  }
  return world.published;
}

function replyAt({ during, reply }: Oddity, dialect: Dialect, time: number): Reply {
  const isOdd = during === undefined || (timeOf(during[0]) <= time && time < timeOf(during[1]));
  return reply !== undefined && isOdd ? reply(dialect, time) : trueText(dialect, time);
}

const answers = new Map<string, StatusAnswer>();

/** Each body is read once, since nearly all are true bodies and shared by the oddities. */
function answerOf(entry: SystemEntry, reply: Exclude<Reply, null>, knownHash: string | null): StatusAnswer {
  const unchanged = { type: "unchanged", etag: null, lastModified: null } as const;
  if (typeof reply !== "string") {
    if (reply.type === "failed") return reply;
    return knownHash === null ? answerOf(entry, reply.body, null) : unchanged;
  }
  const answer = answers.get(reply) ?? read(entry, reply);
  answers.set(reply, answer);
  return answer.type === "status" && answer.body.bodyHash === knownHash ? unchanged : answer;
}

function read(entry: SystemEntry, text: string): StatusAnswer {
  const parsed = parseStatus(entry, text);
  if (parsed.type === "failed") return parsed;
  const { readRoster, ...status } = parsed;
  const body = { etag: null, lastModified: null, bodyHash: bodyHashOf(text) };
  return {
    ...status,
    stations: readingsOf(status.stations),
    body,
    roster: readRoster === null ? null : readRoster(),
  };
}

async function rosterOf(entry: SystemEntry, { file }: Oddity, dialect: Dialect): Promise<RosterAnswer> {
  if (entry.kind === "jcdecaux") return { type: "absent" };
  const textOf = (name: string) => {
    const body = trueBody(dialect, MINUTES[0] ?? 0, name);
    file?.(name, body);
    return JSON.stringify(body);
  };
  const ask = async (name: string) => {
    const text = textOf(name);
    return { type: "fetched", url: name, text, notes: [], etag: null, lastModified: null } as const;
  };
  const parsed = parseStationInformation(textOf("station_information"));
  if (parsed.type === "failed") return parsed;
  const facts = await fetchSystemFacts(ask, entry, URLS);
  return { type: "roster", ...facts, stations: parsed.stations };
}
