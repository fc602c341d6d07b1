export type CsvValue = string | number | boolean | null | undefined;

/** Returns one record by RFC 4180, without its line end. An unknown value becomes an empty field. */
export function csvLine(values: readonly CsvValue[], separator = ","): string {
  return values.map((value) => csvField(value, separator)).join(separator);
}

function csvField(value: CsvValue, separator: string): string {
  const text = value === null || value === undefined ? "" : String(value);
  if (!text.includes(separator) && !/["\r\n]/.test(text)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
