import { InvalidArgumentError, Option } from "@commander-js/extra-typings";
import { NAME_BYTES_MAX, NOTE_BYTES_MAX } from "../../functions/core/handling.ts";
import { cutBytes, printable } from "../../functions/words/text.ts";

/** Reads the name of a person; throws an InvalidArgumentError for one that is empty or too long. */
const readName = reader(NAME_BYTES_MAX);
/** The same of a note. */
export const readNote = reader(NOTE_BYTES_MAX);

function reader(bytesMax: number): (text: string) => string {
  return (text) => {
    const written = printable(text).trim();
    const bytes = Buffer.byteLength(written);
    if (bytes > 0 && bytes <= bytesMax) return written;
    throw new InvalidArgumentError(`Expected 1 to ${bytesMax} bytes, got ${bytes}.`);
  };
}

/** An option for the name of whoever acts; `what` says what they do. */
export const byOption = (what: string) =>
  new Option("--by <name>", `${what}: the user's name where absent, on AWS the caller's ARN`).argParser(
    readName,
  );

/** Returns a name that nobody typed, such as an ARN, as it is kept. */
export function nameOfPerson(name: string): string {
  return cutBytes(printable(name).trim(), NAME_BYTES_MAX);
}
