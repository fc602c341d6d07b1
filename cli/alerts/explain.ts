import type { Period } from "../../functions/core/level-cells.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { type Explanation, explain } from "../../functions/views/explanation.ts";
import { type LookOfAlert, lookOfAlert } from "../../functions/views/look-of-alert.ts";
import type { Refolded } from "../../functions/views/refold.ts";
import { explanationParagraphs } from "../../functions/words/explanation.ts";
import { refoldSentences } from "../../functions/words/refold.ts";
import { printable, shownJson } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import { wrapped } from "../../functions/words/width.ts";
import { type Asked, asking } from "../asking.ts";
import { pastOf } from "../history/past.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { chosenAlerts } from "./chosen.ts";
import { refoldAlert } from "./refold.ts";

/** What `alerts explain` is asked; the names are those of its options. */
export interface ExplainQuestion extends Place {
  readonly system?: readonly string[] | undefined;
  readonly refold?: boolean | undefined;
  readonly format: "table" | "json";
  readonly utc?: boolean | undefined;
}

const HOUR_MS = 3_600_000;

/** Explains one alert. Throws a UserError for a text that names none, or several. */
export async function explainAlert(written: string, options: ExplainQuestion, world: World): Promise<void> {
  await asking(options, world, async (asked) => {
    const { alerts, unknown } = await chosenAlerts([written], { system: options.system }, asked, world);
    const [alert] = alerts;
    if (alert === undefined) throw new UserError(unknown.join("; "), BAD_INPUT);
    const explanation = await explanationOf(alert, asked, options, world);
    const refold = options.refold === true ? await refoldAlert(alert, asked, options, world) : null;
    await print(explanation, refold, options, asked, world);
  });
}

async function explanationOf(
  alert: AlertItem,
  asked: Asked,
  place: Place,
  world: World,
): Promise<Explanation> {
  const { systemId, startedAt, openedAt, endedAt, resolvedAt, ruleVersion } = alert;
  const startLooks = await looksOf(startedAt, openedAt);
  const endLooks =
    endedAt === undefined || resolvedAt === undefined ? [] : await looksOf(endedAt, resolvedAt);
  const endedBy = endLooks.find(({ at }) => at === resolvedAt)?.ruleVersion ?? null;
  const opening = await asked.systems.ruleBook(systemId, ruleVersion);
  const ending = endedBy === null ? null : await asked.systems.ruleBook(systemId, endedBy);
  const state = alert.status === "open" ? ((await asked.systems.stateIfUsable(systemId)) ?? null) : null;
  return explain({ alert, opening, ending, startLooks, endLooks, state });

  /** The polls from an hour before something was so until it was told. */
  async function looksOf(since: string, toldAt: string): Promise<LookOfAlert[]> {
    // Stacks of older versions have no history.
    if (asked.connection.names.historyTable === undefined) return [];
    const looks = await looksIn({ since: Date.parse(since) - HOUR_MS, until: Date.parse(toldAt) + 1 });
    const [oldest] = looks;
    if (oldest?.previousAt == null || oldest.at < since) return looks;
    // After a long silence, what was seen before it.
    const before = Date.parse(oldest.previousAt);
    return [...(await looksIn({ since: before, until: before + 1 })), ...looks];
  }

  async function looksIn(span: Period): Promise<LookOfAlert[]> {
    const looks: LookOfAlert[] = [];
    for await (const look of pastOf(systemId, span, asked, place, world))
      looks.push(lookOfAlert(look, alert.stationId ?? null));
    return looks;
  }
}

async function print(
  explanation: Explanation,
  refold: Refolded | null,
  { format, utc }: ExplainQuestion,
  { systems, now }: Asked,
  { terminal }: World,
): Promise<void> {
  if (format === "json") {
    terminal.write(`${shownJson({ ...explanation, ...(refold === null ? {} : { refold }) }, 2)}\n`);
    return;
  }
  const { alert } = explanation;
  const timeZone = await systems.timeZone(alert.systemId, utc);
  const time = (iso: string) => localTime(Date.parse(iso), timeZone, now);
  const place = alert.stationId === undefined ? "" : ` at ${alert.stationName} (${alert.stationId})`;
  const paragraphs = [
    [printable(`${alert.rule}${place}, ${alert.systemId}`)],
    ...explanationParagraphs(explanation, time),
    ...(refold === null ? [] : [refoldSentences(refold, time).map(printable)]),
  ];
  const fitted = (sentence: string) =>
    terminal.columns === null ? [sentence] : wrapped(sentence, terminal.columns);
  const text = paragraphs.map((sentences) => sentences.flatMap(fitted).join("\n"));
  terminal.write(`${text.join("\n\n")}\n`);
}
