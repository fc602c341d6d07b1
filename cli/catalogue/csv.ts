import { withoutMark } from "../../functions/systems/byte-order-mark.ts";

/** The text is not valid CSV; the message is the end of a sentence. */
export class CsvError extends Error {
  override readonly name = "CsvError";
}

/** A quoted or bare field, and the separator, line end or end of text after it. */
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/**
 * Returns the fields of each record, strictly by RFC 4180: quotes only around a whole field, doubled inside. Line ends
 * may be CRLF, LF or CR; empty lines are skipped. Throws a CsvError for anything else.
 */
export function parseCsv(written: string): string[][] {
  const text = withoutMark(written);
  const records: string[][] = [];
  let fields: string[] = [];
  let line = 1;
  let offset = 0;
  while (offset < text.length || fields.length > 0) {
    FIELD.lastIndex = offset;
    const found = FIELD.exec(text);
    if (found === null) throw new CsvError(`line ${line} has a quote that is not around a whole field`);
    const [whole, quoted, bare = "", end] = found;
    fields.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    offset += whole.length;
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === ",") continue;
    const isEmptyLine = fields.length === 1 && whole.length === (end?.length ?? 0);
    if (!isEmptyLine) records.push(fields);
    fields = [];
  }
  return records;
}
