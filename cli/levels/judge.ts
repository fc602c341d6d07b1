import { knownForMs } from "../../functions/core/guards.ts";
import type { Period } from "../../functions/core/level-cells.ts";
import type { PastLook } from "../../functions/core/past.ts";
import type { RosterIndex } from "../../functions/core/roster.ts";
import { type Levels, PLAIN_TERM, ServiceLevels } from "../../functions/core/service-levels.ts";
import { termOf } from "../../functions/systems/service-terms.ts";
import { quoted } from "../../functions/words/text.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { Contract } from "./contract.ts";

/** A system whose past is judged. */
export interface Subject {
  readonly systemId: string;
  readonly contract: Contract;
  /** Whether each condition is judged at any time too, beside the terms. */
  readonly isPlainToo: boolean;
  readonly period: Period;
  /** The newest roster; null where there is none. */
  readonly roster: RosterIndex | null;
  /** IANA name; null where neither the configuration nor the feed gives one. */
  readonly timeZone: string | null;
  /** Milliseconds since the epoch: now, or a tape's last look. */
  readonly asOf: number;
}

export interface Judgement {
  readonly levels: readonly Levels[];
  /** Why something of the past is missing, each reason once, and how often. */
  readonly holes: ReadonlyMap<string, number>;
  /** `at` of the first look that was read, and of the newest observed one; null where there is none. */
  readonly firstAt: number | null;
  readonly observedAt: number | null;
}

const LOOKS_MISSING = "looks are missing";

/** Judges what was believed, in the order of the looks, until no later one can change anything. */
export async function judge(looks: AsyncIterable<PastLook>, subject: Subject): Promise<Judgement> {
  const { contract, isPlainToo, period, roster, timeZone } = subject;
  requireClock(subject);
  const levels = new ServiceLevels({
    period,
    gapMs: knownForMs(contract.ruleBook.guards),
    roster,
    timeZone,
    terms: [...(isPlainToo ? [PLAIN_TERM] : []), ...contract.terms.map(termOf)],
  });
  const holes = new Map<string, number>();
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  for await (const look of looks) {
    const isBroken = lastAt !== null && look.previousAt !== lastAt;
    const hole = look.hole ?? (isBroken ? LOOKS_MISSING : null);
    if (hole !== null && look.at > period.since) holes.set(hole, (holes.get(hole) ?? 0) + 1);
    firstAt ??= look.at;
    lastAt = look.at;
    if (!levels.take(look)) break;
  }
  return { levels: levels.end(subject.asOf), holes, firstAt, observedAt: levels.observedAt };
}

function requireClock({ systemId, contract, timeZone }: Subject): void {
  const term = contract.terms.find(({ hours }) => hours !== undefined);
  if (timeZone !== null || term === undefined) return;
  const sentence = `the term ${quoted(term.name)} has hours, and ${systemId} has no time zone to read them on`;
  throw new UserError(`${sentence}: expected one as timeZone in systems.json`, BAD_INPUT);
}
