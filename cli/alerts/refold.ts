import type { RuleBook } from "../../functions/core/rules.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { decidingMs, Refold, type Refolded } from "../../functions/views/refold.ts";
import type { Asked } from "../asking.ts";
import { withHoursBar } from "../history/hours-bar.ts";
import { pastOf } from "../history/past.ts";
import type { Place } from "../places.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

/**
 * Folds the believed looks of an alert's time once more, each by the rules of its own version. Throws a UserError where
 * such rules are not kept.
 */
export async function refoldAlert(
  alert: AlertItem,
  asked: Asked,
  place: Place,
  world: World,
): Promise<Refolded> {
  const { systemId, startedAt, resolvedAt, ruleVersion } = alert;
  const opening = await bookOf(ruleVersion);
  const deciding = decidingMs(alert, opening);
  const until = (resolvedAt === undefined ? asked.now : Date.parse(resolvedAt)) + 1;
  const roster = await asked.systems.roster(systemId);
  const refolded = await foldSince(Date.parse(startedAt) - deciding);
  const { from, before } = refolded;
  // After a long silence, what was so before it decides too.
  const isAfterSilence = from !== null && before !== null && from >= startedAt;
  return isAfterSilence ? await foldSince(Date.parse(before) - deciding) : refolded;

  async function foldSince(since: number): Promise<Refolded> {
    const refold = new Refold(alert, since, roster);
    const period = { since, until };
    const looks = pastOf(systemId, period, asked, place, world);
    for await (const look of withHoursBar(looks, period, world.terminal)) {
      // A look that nobody can read names no rules.
      refold.take(look, look.ruleVersion === null ? opening : await bookOf(look.ruleVersion));
    }
    return refold.refolded();
  }

  async function bookOf(version: string): Promise<RuleBook> {
    const known = await asked.systems.ruleBook(systemId, version);
    if (known === null) {
      const sentence = `the rules ${version} of ${systemId} are not kept, by which its polls were judged`;
      throw new UserError(`${sentence}: it cannot be folded once more`, FAILED);
    }
    return known;
  }
}
