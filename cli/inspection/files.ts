import { speakableUrl } from "../../functions/feeds/failure.ts";
import { parseTimeZone } from "../../functions/feeds/gbfs-roster.ts";
import { isFields } from "../../functions/feeds/json.ts";
import { duration } from "../../functions/words/amounts.ts";
import type { FileName } from "./collect.ts";
import type { File, Look } from "./look.ts";
import { type Check, loss, note } from "./report.ts";
import { listed } from "./words.ts";

const SLOW_MS = 5_000;
/** A lower ttl asks for useless requests: names and positions change by the day. */
const STATIC_TTL_SECONDS_MIN = 60;
const IDS_FOR_NAMES = "stations have ids for names, and alerts name no station nearby";

const noInformation: Check<Look> = ({ system, roster, files }) => {
  if (system.kind !== "gbfs" || roster !== null) return null;
  const answer = fileOf(files, "station_information")?.answer;
  if (answer === undefined)
    return loss("no-information", "gbfs.json lists no station_information", IDS_FOR_NAMES);
  const why = answer.type === "failed" ? answer.reason : "it lists no station that can be read";
  return loss("no-information", `station_information is of no use: ${why}`, IDS_FOR_NAMES);
};

const noTimeZone: Check<Look> = ({ system, files }) => {
  if (system.kind !== "gbfs" || system.timeZone !== undefined) return null;
  const answer = fileOf(files, "system_information")?.answer;
  if (answer?.type === "body" && parseTimeZone(answer.text) !== null) return null;
  const why =
    answer === undefined
      ? "gbfs.json lists no system_information"
      : answer.type === "failed"
        ? `system_information is of no use (${answer.reason})`
        : "system_information names no time zone that is known";
  return note("no-time-zone", `${why}: times are in UTC unless systems.json says timeZone`);
};

const plainHttp: Check<Look> = ({ system, files }) => {
  const answer = fileOf(files, "gbfs.json")?.answer;
  const isSecure = system.kind === "gbfs" && system.url.startsWith("https:");
  // Searches the text itself: a deeply nested value cannot be written out again.
  const listed = answer?.type === "body" ? (answer.text.match(/"url"\s*:\s*"http:/g)?.length ?? 0) : 0;
  if (!isSecure || listed === 0) return null;
  return note("http-addresses", `gbfs.json lists ${listed} of its files by http: they are fetched by https:`);
};

const redirected: Check<Look> = ({ system, files }) => {
  const moved = files.flatMap(({ name, answer }) =>
    answer.type === "body" && answer.url !== answer.askedUrl ? [{ name, to: answer.url }] : [],
  );
  const [first] = moved;
  if (first === undefined) return null;
  const isOwn = first.name === "gbfs.json" || system.kind === "jcdecaux";
  const advice = isOwn ? ": systems.json can name that URL" : "";
  const to = speakableUrl(new URL(first.to));
  const others = moved.length === 1 ? "" : `, as ${listed(moved.slice(1).map(({ name }) => name))} elsewhere`;
  return note("redirected", `${first.name} is redirected to ${to}${others}${advice}`);
};

const oddText: Check<Look> = ({ files }) => {
  const odd = files.filter(({ notes }) => notes.length > 0);
  const says = odd.map(({ name, notes }) => `${name}: ${notes.join("; ")}`);
  return odd.length === 0 ? null : note("odd-text", says.join(". "));
};

const lowTtl: Check<Look> = ({ files }) => {
  const low = files.filter(({ name, value }) => {
    const ttl = isFields(value) ? value.ttl : undefined;
    return name !== "station_status" && typeof ttl === "number" && ttl < STATIC_TTL_SECONDS_MIN;
  });
  if (low.length === 0) return null;
  const names = listed(low.map(({ name }) => name));
  return note("ttl-low", `a ttl of less than a minute in ${names}: these are fetched once a day`);
};

const slow: Check<Look> = ({ files }) => {
  const late = files.flatMap(({ name, answer }) =>
    answer.type === "body" && answer.tookMs > SLOW_MS
      ? [`${name} ${duration(Math.round(answer.tookMs / 1_000))}`]
      : [],
  );
  return late.length === 0 ? null : note("slow", `it answers slowly: ${listed(late)}`);
};

const endingApi: Check<Look> = ({ system }) => {
  if (system.kind !== "jcdecaux" || system.url !== undefined) return null;
  const successor = `https://api.cyclocity.fr/contracts/${encodeURIComponent(system.contract)}/gbfs/v3/gbfs.json`;
  const says = "JCDecaux's API with a key is reported to end on 2026-12-31";
  return note("ending-api", `${says}: the same stations are at ${successor}, without a key`);
};

function fileOf(files: readonly File[], wanted: FileName): File | undefined {
  return files.find(({ name }) => name === wanted);
}

export const FILE_CHECKS: readonly Check<Look>[] = [
  noInformation,
  noTimeZone,
  redirected,
  plainHttp,
  oddText,
  lowTtl,
  slow,
  endingApi,
];
