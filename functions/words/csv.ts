export type CsvValue = string | number | boolean | null | undefined;

/** One record by RFC 4180, without its line end. What is unknown is an empty field. */
export function csvLine(values: readonly CsvValue[], separator = ","): string {
  return values.map((value) => csvField(value, separator)).join(separator);
}

function csvField(value: CsvValue, separator: string): string {
  const text = value === null || value === undefined ? "" : String(value);
  if (!text.includes(separator) && !/["\r\n]/.test(text)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
