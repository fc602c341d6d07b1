import type { Book } from "./book.ts";
import { compare, type Difference } from "./compare.ts";
import type { History, Step } from "./history.ts";

export interface Shrunk {
  readonly history: History;
  readonly difference: Difference;
}

/** Finds a smaller history that differs in the same way: leaves out polls, stations and settings one after the other. */
export function shrink(
  { history, difference }: Shrunk,
  compared: (history: History) => Difference | null = compare,
): Shrunk {
  let smallest: Shrunk = { history, difference };
  for (let found: Shrunk | null = smallest; found !== null; ) {
    smallest = found;
    found = null;
    for (const smaller of smallerThan(smallest)) {
      const again = isWhole(smaller) ? compared(smaller) : null;
      if (again?.what !== difference.what) continue;
      found = { history: smaller, difference: again };
      break;
    }
  }
  return smallest;
}

/** A snapshot has a station at least. */
function isWhole({ steps }: History): boolean {
  return steps.every(({ poll }) => poll.type !== "snapshot" || poll.readings.length > 0);
}

function* smallerThan({ history, difference }: Shrunk): Generator<History> {
  const { steps, books } = history;
  if (difference.step + 1 < steps.length) yield { ...history, steps: steps.slice(0, difference.step + 1) };
  for (const at of steps.keys()) yield { ...history, steps: steps.filter((_, other) => other !== at) };
  for (const stationId of stationIdsIn(steps)) {
    yield { ...history, steps: steps.map((step) => withoutStation(step, stationId)) };
  }
  if (steps.some(({ places }) => places !== null)) {
    yield { ...history, steps: steps.map((step) => ({ ...step, places: null })) };
  }
  for (const [at, book] of books.entries()) {
    for (const simpler of simplerThan(book)) yield { ...history, books: books.with(at, simpler) };
  }
}

function stationIdsIn(steps: readonly Step[]): Set<string> {
  return new Set(
    steps.flatMap(({ poll }) =>
      poll.type === "snapshot" ? poll.readings.map(({ stationId }) => stationId) : [],
    ),
  );
}

function withoutStation(step: Step, stationId: string): Step {
  if (step.poll.type !== "snapshot") return step;
  const readings = step.poll.readings.filter((one) => one.stationId !== stationId);
  return { ...step, poll: { ...step.poll, readings } };
}

/** The book with one thing fewer. */
function* simplerThan(book: Book): Generator<Book> {
  if (book.own !== null) yield { ...book, own: null };
  if (book.hours !== null) yield { ...book, hours: null };
  for (const [name, rule] of Object.entries(book.rules)) {
    if (rule !== null) yield { ...book, rules: { ...book.rules, [name]: null } };
  }
  for (const [name, rule] of Object.entries(book.feed)) {
    if (rule !== null) yield { ...book, feed: { ...book.feed, [name]: null } };
  }
  for (const [name, guard] of Object.entries(book.guards)) {
    if (guard === null || guard === false) continue;
    yield { ...book, guards: { ...book.guards, [name]: typeof guard === "boolean" ? false : null } };
  }
}
