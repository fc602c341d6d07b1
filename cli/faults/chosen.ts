import { quoted } from "../../functions/words/text.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { Fault } from "./fault.ts";

/** Which faults are meant. */
export interface FaultChoice {
  readonly all?: boolean | undefined;
  readonly system?: readonly string[] | undefined;
}

/** Returns those of the systems, where any is named; a batch may be of any system. */
export function ofSystems(faults: readonly Fault[], { system }: FaultChoice): readonly Fault[] {
  if (system === undefined) return faults;
  return faults.filter(({ listed: { systemId } }) => systemId !== null && system.includes(systemId));
}

/** Returns the faults of these ids, or unambiguous beginnings of ids; or all. Throws a UserError for any other text. */
export function chosenFaults(
  written: readonly string[],
  choice: FaultChoice,
  faults: readonly Fault[],
): readonly Fault[] {
  if (written.length > 0 && choice.all === true)
    throw new UserError("faults are named, and all are meant: expected ids or --all", BAD_INPUT);
  if (written.length === 0 && choice.all !== true)
    throw new UserError("no fault is chosen: expected ids, or --all", BAD_INPUT);
  if (written.length === 0) return ofSystems(faults, choice);
  return [...new Set(written.map((text) => oneFault(text, faults)))];
}

/** Returns the fault that a text names. */
export function oneFault(text: string, faults: readonly Fault[]): Fault {
  const fits = faults.filter(({ listed }) => text !== "" && listed.faultId.startsWith(text));
  const [found, ...others] = fits;
  if (found === undefined) {
    throw new UserError(`no fault ${quoted(text)} waits: faults list shows those that do`, BAD_INPUT);
  }
  if (others.length === 0) return found;
  const ids = fits.slice(0, 3).map(({ listed }) => listed.faultId);
  const more = fits.length > ids.length ? ", and others" : "";
  throw new UserError(`${quoted(text)} may be ${ids.join(", ")}${more}`, BAD_INPUT);
}

const SHORT_ID = 8;

/** Returns how many characters of an id name each of these faults alone, at least eight. */
export function idLength(faults: readonly Fault[]): number {
  const ids = new Set(faults.map(({ listed }) => listed.faultId));
  const longest = Math.max(SHORT_ID, ...[...ids].map((id) => id.length));
  for (let length = SHORT_ID; length < longest; length++) {
    if (new Set([...ids].map((id) => id.slice(0, length))).size === ids.size) return length;
  }
  return longest;
}
