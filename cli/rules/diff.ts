import { extraMeasuresOf } from "../../functions/core/rules.ts";
import type { SystemState } from "../../functions/core/state.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { readRules, withRules } from "../../functions/systems/rules-file.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { bookDifferences } from "../../functions/views/book-differences.ts";
import { changedTurns, type Judging } from "../../functions/views/rules-diff.ts";
import { type Asked, asking } from "../asking.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import { systemsFile } from "../systems-file.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { type DiffedSystem, printDiff } from "./print.ts";

/** What `rules diff` is asked; the names are those of its options. */
export interface DiffQuestion extends Place, Pick<Style, "format"> {
  readonly system?: readonly string[] | undefined;
}

interface OtherRules {
  readonly configuration: SystemsConfiguration;
  readonly version: string;
}

const POLL_SECONDS = 60;

/**
 * Says what the rules of a file would make of the next poll of each system. Throws a UserError without a file, and a
 * ConfigurationError for one that cannot be used.
 */
export async function diffRules(file: string | null, question: DiffQuestion, world: World): Promise<void> {
  await asking(question, world, async (asked) => {
    const name = file ?? systemsFile(asked.connection, world);
    if (name === null) {
      const expected = "expected a systems.json, or the name of a file with rules";
      throw new UserError(`there are no rules to compare with: ${expected}`, BAD_INPUT);
    }
    const configuration = readRules(name);
    const version = configurationVersion(configuration);
    const memories = await asked.systems.asked(question.system);
    const watched = memories.filter(({ retiredAt }) => retiredAt === null).map(({ systemId }) => systemId);
    const listed = configuration.systems.map(({ systemId }) => systemId);
    const added =
      question.system === undefined ? listed : listed.filter((id) => question.system?.includes(id));
    const diffed: DiffedSystem[] = [];
    for (const systemId of new Set([...watched, ...added].sort()))
      diffed.push(await diffSystem(systemId, { configuration, version }, asked));
    await printDiff(diffed, name, question.format, asked, world);
  });
}

async function diffSystem(systemId: string, others: OtherRules, { systems }: Asked): Promise<DiffedSystem> {
  const entry = systems.entry(systemId);
  const state = await systems.stateIfUsable(systemId);
  const now = await systems.rules(systemId);
  const tried = judgingOf(systemId, others, entry);
  const from = now?.version ?? null;
  const to = tried === "retired" ? null : tried.version;
  const known = { systemId, from, to, isRetired: tried === "retired" };
  // Nothing is open, and nothing waits, where no poll was judged yet.
  if (state == null || state.markAt === null)
    return { ...known, isKnown: false, books: [], turns: [], notes: [] };
  const roster = await systems.roster(systemId);
  const listed = others.configuration.systems.find((system) => system.systemId === systemId) ?? entry;
  const at = state.markAt + 1_000 * Math.max(listed?.pollSeconds ?? 0, POLL_SECONDS);
  return {
    ...known,
    isKnown: true,
    books: now === null || tried === "retired" ? [] : bookDifferences(now, tried),
    turns: changedTurns(state, { now, tried }, roster, at),
    notes: notesOf(state, now, tried),
  };
}

/** A file that lists systems is all that is watched; one with rules alone is for those that are. */
function judgingOf(
  systemId: string,
  { configuration, version }: OtherRules,
  entry: ReturnType<Asked["systems"]["entry"]>,
): Exclude<Judging, null> {
  if (configuration.systems.some((system) => system.systemId === systemId))
    return ruleBookOf(configuration, systemId, version);
  if (configuration.systems.length > 0) return "retired";
  const whole = entry === undefined ? configuration : withRules([entry], configuration);
  return ruleBookOf(whole, systemId, version);
}

function notesOf(state: SystemState, now: Judging, tried: Judging): string[] {
  if (tried === null || tried === "retired") return [];
  const uncounted = extraMeasuresOf(tried).filter((measure) => state.columns[measure] === undefined);
  return [
    ...(now === null
      ? ["the rules by which it is judged now are not kept: what also comes by them is not left out"]
      : []),
    ...uncounted.map(
      (measure) => `${measure} have not been counted yet: what a rule makes of them is unknown`,
    ),
    ...(state.held === null ? [] : ["its newest poll is held, and the next one counts as one more sighting"]),
  ];
}
