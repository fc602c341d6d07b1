/** Returns the number that an option has; null where it is not given. Ends the process with 2 for what is none. */
export function wholeNumber(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text !== "" && Number.isSafeInteger(value) && value >= 0) return value;
  process.stderr.write(`--${name} is "${text}", expected a whole number\n`);
  process.exit(2);
}

/** Returns the number with commas, in a column of eleven characters. */
export function number(count: number): string {
  return count.toLocaleString("en").padStart(11, " ");
}
