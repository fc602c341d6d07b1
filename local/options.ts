import { parseArgs } from "node:util";
import { messageOf } from "../functions/core/messages.ts";
import { cut, printable, quoted } from "../functions/words/text.ts";

/** The options of `npm start`. */
export interface StartOptions {
  readonly source: StartSource;
  /** `plain`, or a file with rules; null keeps the source's own rules. */
  readonly rules: string | null;
  /** The folder that keeps the tables; null keeps them in memory. */
  readonly directory: string | null;
  /** The port of the endpoint; 0 takes a free one. */
  readonly port: number;
}

export type StartSource =
  | { readonly type: "city"; readonly dialect: CityDialect }
  | { readonly type: "systems"; readonly file: string }
  | { readonly type: "feed"; readonly url: string }
  | {
      readonly type: "tape";
      readonly folder: string;
      /** How many times faster than recorded the tape is played; Infinity does not wait at all. */
      readonly speed: number;
      readonly untilEnd: boolean;
      readonly exportFile: string | null;
    };

export type CityDialect = "gbfs" | "gbfs3" | "jcdecaux";

/** A command line that cannot be used; the message is one sentence. */
export class OptionError extends Error {
  override readonly name = "OptionError";
  readonly isBadInput = true;
}

export const START_HELP = `npm start [-- options]: the whole pipeline on this machine, watching a simulated city

  --feed URL          watch a real feed: a gbfs.json, or a JCDecaux stations URL
  --systems FILE      watch the systems of a systems.json
  --tape DIR          play a recording
    --speed N|max     play it N times faster than it was recorded (60)
    --until-end       stop when it has been played and all records are processed
    --export FILE     then write the alerts as CSV: systemId,stationId,rule,event,at
  --city gbfs|gbfs3|jcdecaux   how the simulated city's feed is written (gbfs)
  --rules plain|FILE  other rules: empty, full, closed at zero; or a systems.json
                      (for a tape, ./systems.json where absent)
  --data DIR          keep the tables in DIR; a later start goes on with them
  --port N            the port of the one endpoint for all services (a free one)

Example: npm start -- --tape ./tapes/lyon --speed max --until-end --export alerts.csv
Exit codes: 0 done or stopped by Ctrl-C, 1 something failed, 2 bad options or configuration
`;

const SPEED_DEFAULT = 60;
/** How many characters of a rejected word are repeated in the message. */
const WORDS_CHARACTERS_MAX = 100;

/** Throws an OptionError. Returns null when help was asked for. */
export function readStartOptions(words: readonly string[]): StartOptions | null {
  const values = parsed(words);
  if (values.help === true) return null;
  for (const [name, value] of Object.entries(values)) {
    if (value === "") throw new OptionError(`--${name} is empty`);
  }
  const given = (["feed", "systems", "tape", "city"] as const).filter((name) => values[name] !== undefined);
  if (given.length > 1)
    throw new OptionError(`--${given[0]} and --${given[1]} exclude each other: choose one`);
  for (const name of ["speed", "until-end", "export"] as const) {
    if (values[name] !== undefined && values.tape === undefined)
      throw new OptionError(`--${name} needs --tape`);
  }
  if (values.export !== undefined && values["until-end"] !== true) {
    throw new OptionError("--export needs --until-end: the file is written when the tape has been played");
  }
  return {
    source: sourceOf(values),
    rules: values.rules ?? null,
    directory: values.data ?? null,
    port: portOf(values.port),
  };
}

type Values = ReturnType<typeof parsed>;

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        feed: { type: "string" },
        systems: { type: "string" },
        tape: { type: "string" },
        city: { type: "string" },
        speed: { type: "string" },
        "until-end": { type: "boolean" },
        export: { type: "string" },
        rules: { type: "string" },
        data: { type: "string" },
        port: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    // The first sentence is enough; the rest are hints about positional arguments, which do not exist here.
    const [sentence = ""] = messageOf(error).split(/[.\n]\s/);
    const line = cut(printable(sentence), WORDS_CHARACTERS_MAX, "");
    throw new OptionError(`${line}: npm start -- --help lists the options`);
  }
}

function sourceOf(values: Values): StartSource {
  if (values.feed !== undefined) return { type: "feed", url: values.feed };
  if (values.systems !== undefined) return { type: "systems", file: values.systems };
  if (values.tape !== undefined) {
    return {
      type: "tape",
      folder: values.tape,
      speed: speedOf(values.speed),
      untilEnd: values["until-end"] === true,
      exportFile: values.export ?? null,
    };
  }
  const dialect = values.city ?? "gbfs";
  if (dialect !== "gbfs" && dialect !== "gbfs3" && dialect !== "jcdecaux") {
    throw new OptionError(`--city is ${quoted(dialect)}, expected gbfs, gbfs3 or jcdecaux`);
  }
  return { type: "city", dialect };
}

function speedOf(text: string | undefined): number {
  if (text === undefined) return SPEED_DEFAULT;
  const speed = text === "max" ? Number.POSITIVE_INFINITY : Number(text);
  if (Number.isNaN(speed) || speed <= 0)
    throw new OptionError(`--speed is ${quoted(text)}, expected a number above 0, or max`);
  return speed;
}

function portOf(text: string | undefined): number {
  const port = Number(text ?? 0);
  if (!/^\d{1,5}$/.test(text ?? "0") || port > 65_535) {
    throw new OptionError(`--port is ${quoted(text)}, expected a whole number up to 65535`);
  }
  return port;
}
