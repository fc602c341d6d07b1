import type { TimeFromNow } from "../../functions/words/times.ts";
import type { Format } from "../options.ts";
import { type Place, placeNamedIn } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";

/** What `replay` is asked; the names are those of its options. */
export interface ReplayQuestion extends Place {
  /** Of a folder that has several. */
  readonly system?: string | undefined;
  readonly history?: string | undefined;
  readonly since?: TimeFromNow | undefined;
  readonly until?: TimeFromNow | undefined;
  readonly rules?: string | undefined;
  readonly against?: string | undefined;
  readonly longerThan?: string | undefined;
  readonly totals?: boolean | undefined;
  readonly windows?: boolean | undefined;
  /** Which receiver's messages are asked for. */
  readonly receiver?: string | undefined;
  readonly format?: Format | undefined;
}

/** Throws a UserError for options that mean nothing without another one. */
export function requireSense(folder: string | undefined, question: ReplayQuestion): void {
  const { against, history } = question;
  if ((folder === undefined) === (history === undefined)) {
    const expected = "expected the folder of a recording, or --history SYSTEM";
    throw new UserError(
      `${folder === undefined ? "nothing to replay" : "two things to replay"}: ${expected}`,
      BAD_INPUT,
    );
  }
  const refuse = (option: string, why: string) => {
    throw new UserError(`${option} is ${why}`, BAD_INPUT);
  };
  if (against === undefined && question.longerThan !== undefined) refuse("--longer-than", TWO_SETS);
  if (against === undefined && question.totals === true) refuse("--totals", TWO_SETS);
  if (history !== undefined && question.system !== undefined) refuse("--system", OF_A_FOLDER);
  if (history === undefined && question.since !== undefined) refuse("--since", OF_HISTORY);
  if (history === undefined && question.until !== undefined) refuse("--until", OF_HISTORY);
  const placed = placeNamedIn(question);
  if (history === undefined && placed !== undefined) refuse(`--${placed}`, OF_HISTORY);
}

const TWO_SETS = "about two sets of rules: name the second by --against";
const OF_A_FOLDER = "about a folder: --history names its system itself";
const OF_HISTORY = "about history: name a system by --history";
