import type { Rule } from "../../functions/core/rule.ts";
import type { Book } from "./book.ts";
import type { Step } from "./history.ts";
import type { Reading } from "./poll.ts";
import type { Shrunk } from "./shrink.ts";

/** Says a history and where model and code differ in it, in lines for people. */
export function described({ history, difference }: Shrunk): string[] {
  const { steps, books } = history;
  const startAt = steps[0]?.poll.at ?? 0;
  const used = [...new Set(steps.map(({ book }) => book))].sort((a, b) => a - b);
  return [
    `the first poll is at ${new Date(startAt).toISOString()}; times are minutes after it`,
    ...used.flatMap((at) => bookLines(books[at], at)),
    ...steps.map((step) => stepLine(step, startAt)),
    `the ${difference.what} of the last differ`,
    `  by the model ${JSON.stringify(difference.model)}`,
    `  by the code  ${JSON.stringify(difference.code)}`,
  ];
}

function bookLines(book: Book | undefined, at: number): string[] {
  if (book === undefined) return [];
  const rules = (scope: Readonly<Record<string, Partial<Rule> | null>>) =>
    Object.entries(scope).flatMap(([name, rule]) =>
      rule === null ? [] : [`  ${name} ${JSON.stringify(rule)}`],
    );
  return [
    `rules ${at}`,
    ...rules(book.rules),
    ...(book.own === null ? [] : ["  of the station a alone", ...rules(book.own)]),
    ...rules(book.feed),
    `  guards ${JSON.stringify(book.guards)}, hours ${JSON.stringify(book.hours)}`,
  ];
}

function stepLine({ poll, book, places, arrivedAt }: Step, startAt: number): string {
  const minutes = (at: number | null) => (at === null ? "unknown" : String((at - startAt) / 60_000));
  const parts = [`${minutes(poll.at)} ${poll.type}`];
  if (poll.type === "unchanged") parts.push(`of ${minutes(poll.snapshotAt)}`);
  if (poll.type === "snapshot") {
    parts.push(`published ${minutes(poll.publishedAt)}`, poll.readings.map(readingText).join(", "));
  }
  parts.push(`by rules ${book}`, `arrived ${(arrivedAt - poll.at) / 1_000} s later`);
  if (places !== null) parts.push(`places ${JSON.stringify(places)}`);
  return parts.join("; ");
}

function readingText({ stationId, vehicles, docks, ebikes, ...flags }: Reading): string {
  const odd = Object.entries(flags).filter(
    ([name, value]) => value !== ["isInstalled", "isRenting", "isReturning"].includes(name),
  );
  const text = odd.map(([name, value]) => ` ${name} ${value}`).join("");
  return `${stationId} ${vehicles} vehicles ${docks} docks ${ebikes} e-bikes${text}`;
}
