import { messageOf } from "../../functions/core/messages.ts";

/** One thing that CI does. */
export interface Part {
  readonly name: string;
  /** Rejects when the part fails. The signal ends it early. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** A part that informs people and refuses nothing. */
  readonly mayFail?: boolean;
}

export interface Done {
  readonly name: string;
  readonly seconds: number;
  /** The sentence of what went wrong; null for a part that passed. */
  readonly failure: string | null;
}

export interface Outcome {
  readonly passed: boolean;
  readonly done: readonly Done[];
}

export interface Limits {
  readonly minutesMax: number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** Ends the parts early. */
  readonly stop: AbortSignal;
}

/** Runs the parts one after the other, until one fails or the time for all is over. */
export async function runParts(
  parts: readonly Part[],
  { minutesMax, now, stop }: Limits,
  begin: (name: string) => void,
): Promise<Outcome> {
  const until = now() + minutesMax * 60_000;
  const done: Done[] = [];
  let passed = true;
  for (const { name, run, mayFail = false } of parts) {
    const startedAt = now();
    begin(name);
    const late = AbortSignal.timeout(Math.max(0, Math.ceil(until - startedAt)));
    let failure: string | null = null;
    try {
      await run(AbortSignal.any([late, stop]));
    } catch (error) {
      failure = messageOf(error);
    }
    const isLate = late.aborted || now() > until;
    if (isLate) failure = `all parts together took more than ${minutesMax} minutes`;
    done.push({ name, seconds: (now() - startedAt) / 1_000, failure });
    passed = failure === null || (mayFail && !isLate && !stop.aborted);
    if (!passed) break;
  }
  return { passed, done };
}

/** Returns a table of the parts with their seconds, their sum, and what went wrong. */
export function tableOf({ passed, done }: Outcome): string {
  const sum = done.reduce((total, { seconds }) => total + seconds, 0);
  const rows = [...done, { name: passed ? "all" : "all, failed", seconds: sum, failure: null }];
  const lines = rows.map(({ name, seconds, failure }) => {
    const figure = `${seconds.toFixed(0).padStart(5)} s  ${name}`;
    return failure === null ? figure : `${figure}: ${failure}`;
  });
  return `${lines.join("\n")}\n`;
}
