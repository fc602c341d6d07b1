import { InvalidArgumentError } from "@commander-js/extra-typings";
import { NAME_BYTES_MAX, NOTE_BYTES_MAX } from "../../functions/core/handling.ts";
import { cutBytes, printable } from "../../functions/words/text.ts";

/** Reads the name of a person; throws an InvalidArgumentError for one that is empty or too long. */
export const readName = reader(NAME_BYTES_MAX);
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

/** Returns a name that nobody typed, such as an ARN, as it is kept. */
export function nameOfPerson(name: string): string {
  return cutBytes(printable(name).trim(), NAME_BYTES_MAX);
}
