/** Removes the byte order mark that some editors begin a file with, and that JSON.parse refuses. */
export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
