import type { Receiver } from "../../functions/core/receiver.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { receiverOf } from "../../functions/systems/receivers.ts";
import { readRules } from "../../functions/systems/rules-file.ts";
import { printable, quoted } from "../../functions/words/text.ts";
import { unknownError } from "../unknown.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { Terminal } from "../world.ts";
import type { Sides } from "./comparison.ts";
import type { Replay } from "./replay.ts";
import { type Told, ToldReceiver } from "./told-receiver.ts";

/** A receiver that is asked for, told beside each replay; `b` is null where there is one replay. */
export interface Audience extends Sides<ToldReceiver | null> {
  readonly a: ToldReceiver;
  /** Returns what it was told so far. */
  heard(): Heard;
}

/** What a receiver would have been sent: under the rules A, and under B where there are two. */
export interface Heard extends Sides<readonly Told[] | null> {
  readonly receiver: string;
  /** IANA name of the receiver's own. */
  readonly timeZone: string;
  readonly a: readonly Told[];
}

interface Files extends Sides<string | null> {
  /** The systems.json that counts here. */
  readonly here: string | null;
}

type System = Pick<SystemEntry, "systemId" | "areas">;

/**
 * Puts a receiver beside each replay: the one that the rules of its side name, else that of the systems.json here, else
 * that of the other side; says which. Throws a UserError where none has it, and a ConfigurationError for a bad file.
 */
export function audienceOf(
  name: string,
  replays: Sides<Replay | null> & { readonly a: Replay },
  files: Files,
  system: System,
  terminal: Terminal,
): Audience {
  const { a, b, here } = files;
  const listed = (own: string | null, other: string | null) =>
    [own, here, other].filter((file) => file !== null);
  const ofA = findReceiver(name, listed(a, b), system);
  const told = (receiver: Receiver, replay: Replay) => new ToldReceiver(receiver, system.systemId, replay);
  if (replays.b === null) {
    terminal.say(`The receiver is that of ${printable(ofA.file)}.`);
    return audience(told(ofA.receiver, replays.a), null);
  }
  const ofB = findReceiver(name, listed(b, a), system);
  const isOne = ofA.file === ofB.file;
  terminal.say(
    isOne
      ? `The receiver is that of ${printable(ofA.file)}.`
      : `The receiver is for A that of ${printable(ofA.file)}, for B that of ${printable(ofB.file)}.`,
  );
  return audience(told(ofA.receiver, replays.a), told(ofB.receiver, replays.b));
}

function audience(a: ToldReceiver, b: ToldReceiver | null): Audience {
  const { name, timeZone } = a.receiver;
  return { a, b, heard: () => ({ receiver: name, timeZone, a: a.told, b: b?.told ?? null }) };
}

function findReceiver(
  name: string,
  files: readonly string[],
  system: System,
): { readonly receiver: Receiver; readonly file: string } {
  const known = new Set<string>();
  for (const file of files) {
    const { receivers = [], systems } = readRules(file);
    const settings = receivers.find((one) => one.name === name);
    for (const one of receivers) known.add(one.name);
    if (settings === undefined) continue;
    if (settings.changes === true)
      throw new UserError(`${name} is sent each change: replay prints them without --receiver`, BAD_INPUT);
    const areas = systems.find(({ systemId }) => systemId === system.systemId)?.areas ?? system.areas;
    return { receiver: receiverOf(settings, [{ ...system, areas }]), file };
  }
  const none =
    files.length === 0 ? "there is no systems.json here" : `none is in ${files.map(printable).join(", ")}`;
  const ids = [...known].map((id) => ({ id }));
  throw unknownError(`no receiver ${quoted(name)} is known`, name, ids, none);
}
