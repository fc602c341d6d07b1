import { isoTime } from "../../functions/core/iso-time.ts";
import { receiverOf } from "../../functions/systems/receivers.ts";
import { readRules } from "../../functions/systems/rules-file.ts";
import { rulesOfRecording, rulesWords } from "../../functions/systems/rules-of-a-recording.ts";
import { counted } from "../../functions/words/amounts.ts";
import { quoted } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import { printRows, printTable } from "../formats/listing.ts";
import { progressBar } from "../formats/progress-bar.ts";
import type { Column } from "../formats/table.ts";
import { formatFor } from "../options.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { openRecorded } from "./open-recorded.ts";
import type { ReplayQuestion } from "./question.ts";
import { Replay } from "./replay.ts";
import { findRules } from "./rules.ts";
import { type Told, ToldReceiver } from "./told-receiver.ts";

interface ToldRow {
  readonly receiver: string;
  readonly at: string;
  readonly opened: number;
  readonly over: number;
  readonly id: string;
}

const FIELDS = ["receiver", "at", "opened", "over", "id"] as const;

/** Prints the messages that a receiver would have been sent, had it taken each at once; says on stderr how many. */
export async function replayReceiver(
  folder: string,
  name: string,
  question: ReplayQuestion,
  world: World,
): Promise<void> {
  const { terminal } = world;
  const recorded = await openRecorded(folder, question.system, terminal);
  const { system } = recorded;
  const rules = rulesOfRecording(question.rules ?? null, world.folder);
  const { receivers = [] } = rules === null ? {} : readRules(rules);
  const settings = receivers.find((one) => one.name === name);
  if (settings === undefined) {
    const names = receivers.map((one) => quoted(one.name)).join(", ") || "none";
    const where = rules === null ? "there is no systems.json here" : `the receivers of ${rules} are ${names}`;
    throw new UserError(`no receiver ${quoted(name)} is known: ${where}`, BAD_INPUT);
  }
  const replay = new Replay(system.systemId, await findRules(rules, system));
  const told = new ToldReceiver(receiverOf(settings, [system]), system.systemId, replay);
  terminal.say(`The receiver and the rules are ${rulesWords(rules)}.`);
  const bar = await progressBar(recorded.total, recorded.parts, terminal);
  try {
    for await (const message of recorded.messages(bar.advance)) await told.take(message);
  } finally {
    bar.stop();
  }
  print(name, told.told, settings.timeZone ?? "UTC", question, world);
}

function print(
  receiver: string,
  told: readonly Told[],
  timeZone: string,
  { format: asked }: ReplayQuestion,
  { terminal, now }: World,
): void {
  const rows = told.map(({ at, message: { id, opened, over } }): ToldRow => {
    return { receiver, at: isoTime(at), opened: opened.length, over: over.length, id };
  });
  const format = formatFor(asked, terminal);
  const columns: readonly Column<ToldRow>[] = [
    { header: "at", rank: 5, value: ({ at }) => localTime(Date.parse(at), timeZone, now()) },
    { header: "open", rank: 4, right: true, value: ({ opened }) => String(opened) },
    { header: "over", rank: 3, right: true, value: ({ over }) => String(over) },
  ];
  if (format === "table") printTable(rows, columns, "nothing is told", terminal);
  else printRows(rows, FIELDS, format, terminal);
  terminal.say(`${counted(rows.length, "message")} to ${receiver}`);
}
