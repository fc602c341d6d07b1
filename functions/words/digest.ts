import { wordsOf } from "../core/rules.ts";
import type { Ending, Opening } from "../core/tellable.ts";
import { isSinceBefore } from "../views/alert.ts";
import { asOf, countsByRule, type Digest, placeOf } from "../views/digest.ts";
import { helpWords } from "./alert-lines.ts";
import { duration } from "./amounts.ts";
import { chatSafe } from "./chat.ts";
import { cutBytes } from "./text.ts";
import { localTime } from "./times.ts";

/** The most lines of a message for people, and the most bytes of each: together they stay below 3,500 bytes. */
export const LINES_MAX = 15;
const LINE_BYTES_MAX = 230;
/** What is open comes first, but ends are not crowded out. */
const OVER_LINES_MIN = 4;

/** Returns a message for people: the longest first, how long, what is near, who has it; then what is over. */
export function digestText(digest: Digest, timeZone: string): string {
  const lines = digest.isBare ? bareLines(digest) : namedLines(digest);
  const head = `${headOf(digest)} · as of ${localTime(asOf(digest), timeZone, digest.at)}`;
  return [head, ...lines].map((line) => cutBytes(chatSafe(line), LINE_BYTES_MAX)).join("\n");
}

/** Returns a message by which people see that messages arrive. */
export function checkText(receiver: string): string {
  return chatSafe(
    `This is a test: stationwatch reaches the receiver ${receiver}. Nothing else has happened.`,
  );
}

function headOf({ opened, over, overLongAgo }: Digest): string {
  const ended = over.length + overLongAgo;
  const parts = [
    ...(opened.length > 0 ? [`${opened.length} open`] : []),
    ...(ended > 0 ? [`${ended} over`] : []),
  ];
  return parts.join(", ");
}

function namedLines({ opened, over, overLongAgo, unfollowed }: Digest): string[] {
  const last = [
    ...(overLongAgo > 0 ? [`${overLongAgo} more ended longer than a day ago`] : []),
    ...(unfollowed > 0 ? [`${unfollowed} more are open, too many to follow`] : []),
  ];
  const room = LINES_MAX - 1 - last.length;
  const ofOpened = Math.max(room - over.length, room - OVER_LINES_MIN);
  const openLines = limited(opened.map(openedLine), Math.min(opened.length, ofOpened));
  return [...openLines, ...limited(over.map(overLine), room - openLines.length), ...last];
}

/** The last line says how many more there are. */
function limited(lines: readonly string[], linesMax: number): readonly string[] {
  if (lines.length <= linesMax) return lines;
  const shown = lines.slice(0, Math.max(linesMax - 1, 0));
  return [...shown, `and ${lines.length - shown.length} more`];
}

function bareLines(digest: Digest): string[] {
  const counts = countsByRule(digest).map(({ rule, opened, over }) => {
    const words = wordsOf(rule);
    return [
      ...(opened > 0 ? [`${opened} ${words.opened}`] : []),
      ...(over > 0 ? [`${over} ${words.resolved}`] : []),
    ].join(", ");
  });
  return [...limited(counts, LINES_MAX - 2), "The last message was refused, so this one has no names."];
}

function openedLine({ alert, knownUntil }: Opening): string {
  const { systemId, rule, stationId, stationName, startedAt, reason, acknowledgedBy } = alert;
  const atLeast = isSinceBefore(alert) ? "at least " : "";
  const lasted = duration(Math.max(0, Math.round((knownUntil - Date.parse(startedAt)) / 1_000)));
  const facts = [
    stationId === undefined ? systemId : `${stationName ?? stationId} (${systemId})`,
    ...(reason === undefined ? [] : [reason]),
    ...nearestOf(alert),
    ...(acknowledgedBy === undefined ? [] : [`${acknowledgedBy} has it`]),
  ];
  return `${wordsOf(rule).opened} for ${atLeast}${lasted}: ${facts.join(" · ")}`;
}

function nearestOf({ rule, alternatives: [nearest] = [] }: Opening["alert"]): string[] {
  if (nearest === undefined) return [];
  return [`${helpWords(rule, nearest)} at ${nearest.name}, ${nearest.distanceMeters} m`];
}

function overLine(ending: Ending): string {
  const { alert, name } = ending;
  const { rule, stationName } = placeOf(ending);
  const place = stationName === null ? name.systemId : `${stationName} (${name.systemId})`;
  if (alert?.endReason === "withdrawn") return `no longer watched: ${place} · ${wordsOf(rule).opened}`;
  const after = alert?.durationSeconds === undefined ? "" : ` · after ${duration(alert.durationSeconds)}`;
  return `${wordsOf(rule).resolved}: ${place}${after}`;
}
