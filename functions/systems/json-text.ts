import { quoted } from "../words/text.ts";
import { withoutMark } from "./byte-order-mark.ts";
import { ConfigurationError } from "./configuration-error.ts";

/** Levels of nesting, more than any real file has; without a limit, brackets alone could exhaust the stack. */
const DEPTH_MAX = 64;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them bare in a string.
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\r\n]*/y;

/**
 * Reads JSON that people write: errors name line and column, where JSON.parse says little, and a repeated key is one,
 * which JSON.parse accepts. Errors quote nothing of the text but the character or key at fault. Throws a
 * ConfigurationError for invalid JSON, a repeated key or deep nesting.
 */
export function parseJson(written: string, fileName: string): unknown {
  const text = withoutMark(written);
  const scanner = new Scanner(text, fileName);
  scanner.value(0);
  scanner.end();
  return JSON.parse(text);
}

class Scanner {
  readonly #text: string;
  readonly #fileName: string;
  #offset = 0;

  constructor(text: string, fileName: string) {
    this.#text = text;
    this.#fileName = fileName;
  }

  value(depth: number): void {
    if (depth > DEPTH_MAX) this.#fail(`nested more than ${DEPTH_MAX} deep`);
    this.#take(SPACE);
    if (this.#skip("{")) this.#members(depth);
    else if (this.#skip("[")) this.#elements(depth);
    else if (this.#take(STRING) === null && this.#take(LITERAL) === null) this.#expected("a value");
    this.#take(SPACE);
  }

  end(): void {
    if (this.#offset < this.#text.length) this.#expected("the end of the file");
  }

  #members(depth: number): void {
    const keys = new Set<string>();
    this.#take(SPACE);
    if (this.#skip("}")) return;
    do {
      this.#take(SPACE);
      const start = this.#offset;
      const written = this.#take(STRING) ?? this.#expected("a key in double quotes");
      const key = JSON.parse(written) as string;
      if (keys.has(key)) this.#fail(`the key ${quoted(key)} is there twice`, start);
      keys.add(key);
      this.#take(SPACE);
      if (!this.#skip(":")) this.#expected(`":" after the key`);
      this.value(depth + 1);
    } while (this.#skip(","));
    if (!this.#skip("}")) this.#expected(`"," or "}"`);
  }

  #elements(depth: number): void {
    this.#take(SPACE);
    if (this.#skip("]")) return;
    do this.value(depth + 1);
    while (this.#skip(","));
    if (!this.#skip("]")) this.#expected(`"," or "]"`);
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#offset;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#offset += found?.length ?? 0;
    return found;
  }

  #skip(character: string): boolean {
    if (this.#text[this.#offset] !== character) return false;
    this.#offset += 1;
    return true;
  }

  #expected(what: string): never {
    return this.#fail(`found ${nameOf(this.#text.codePointAt(this.#offset))}, expected ${what}`);
  }

  #fail(problem: string, offset = this.#offset): never {
    const before = this.#text.slice(0, offset).split("\n");
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new ConfigurationError(`${this.#fileName}: ${place}: ${problem}`);
  }
}

/** Returns a character as a message shows it; an invisible one, such as a byte order mark, by its number. */
function nameOf(point: number | undefined): string {
  if (point === undefined) return "the end of the file";
  const character = String.fromCodePoint(point);
  if (!/[\p{C}\p{Z}]/u.test(character)) return JSON.stringify(character);
  return `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}
