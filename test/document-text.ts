import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface Fence {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a Markdown text. */
export function fences(markdown: string): Fence[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
}

/** The lines of its sh blocks, without what a shell takes for a comment. */
export function commands(markdown: string): string[] {
  const blocks = fences(markdown).filter(({ language }) => language === "sh");
  const lines = blocks.flatMap(({ text }) => text.split("\n"));
  return lines.map((line) => line.replace(/(^|\s)#\s.*$/, "").trim()).filter((line) => line !== "");
}

/** The words of a command line, as a shell parts them; of quotes only those that the documents use. */
export function wordsOf(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}

/** The part of a Markdown text below a heading, up to the next one of its level or above. */
export function sectionOf(markdown: string, heading: string): string {
  const lines = markdown.split("\n");
  const start = lines.findIndex((line) => line.replace(/^#+ /, "") === heading && line.startsWith("#"));
  if (start === -1) throw new Error(`there is no heading "${heading}"`);
  const level = /^#+/.exec(lines[start] ?? "")?.[0].length ?? 1;
  const end = lines.findIndex((line, at) => at > start && new RegExp(`^#{1,${level}} `).test(line));
  return lines.slice(start + 1, end === -1 ? lines.length : end).join("\n");
}

/** A table: the cells of its head, and of its rows. */
export interface MarkdownTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The tables of a Markdown text. */
export function tablesOf(markdown: string): MarkdownTable[] {
  return [...proseOf(markdown).matchAll(/(?:^\|.*\n?)+/gm)].map(([table]) => {
    const [head = [], _rule, ...rows] = table.trimEnd().split("\n").map(cellsOf);
    return { head, rows };
  });
}

/** The rows of the first table below a heading. */
export function rowsOf(markdown: string, heading: string): readonly (readonly string[])[] {
  const [table] = tablesOf(sectionOf(markdown, heading));
  if (table === undefined) throw new Error(`there is no table below "${heading}"`);
  return table.rows;
}

/** The names in backticks in the first cell of each row of the table below a heading. */
export function namesIn(markdown: string, heading: string): string[] {
  return rowsOf(markdown, heading).flatMap(([cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  );
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}

const FILE = /^\.?[\w.@-]+(\/[\w.@-]+)*\.(ts|mjs|json|md|yml|csv|svg)$/;
const FOLDER = /^\.?[\w@-]+(\/[\w.@-]+)*\/?$/;

/**
 * What a document names in backticks as files and folders of the project, and is not there. The name of a file alone may
 * be in a folder that the same line names before it, or in the document's own. `elsewhere` are names that look alike.
 */
export function missingPaths(
  markdown: string,
  root: string,
  elsewhere: ReadonlySet<string>,
  own = ".",
): string[] {
  const tops = new Set(readdirSync(root));
  return proseOf(markdown)
    .split("\n")
    .flatMap((line) => {
      const named = [...line.matchAll(/`([^`\s]+)`/g)].map(([, code = ""]) => code);
      const isFolder = (name: string) => FOLDER.test(name) && tops.has(name.split("/")[0] ?? "");
      const folders = named.filter(isFolder);
      return named.filter((name) => {
        if (elsewhere.has(name) || !(FILE.test(name) || isFolder(name))) return false;
        return ![".", own, ...folders].some((folder) => existsSync(join(root, folder, name)));
      });
    });
}

/** The links of a document that lead nowhere: no such file, or no such heading in it. `file` is its path from the root. */
export function brokenLinks(markdown: string, file: string, root: string): string[] {
  const targets = [...proseOf(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = "", anchor] = target.split("#");
    const linked = path === "" ? file : join(dirname(file), path);
    if (!existsSync(join(root, linked))) return true;
    if (anchor === undefined) return false;
    const text = path === "" ? markdown : readFileSync(join(root, linked), "utf8");
    return !anchorsOf(text).includes(anchor);
  });
}

/** The headings of a level, as they are written. */
export function headingsOf(markdown: string, level: number): string[] {
  const mark = `${"#".repeat(level)} `;
  const lines = proseOf(markdown).split("\n");
  return lines.flatMap((line) => (line.startsWith(mark) ? [line.slice(mark.length)] : []));
}

/** By what links name a heading, as the usual hosts of repositories make it. */
export function anchorOf(heading: string): string {
  const words = heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "");
  return words.replaceAll(" ", "-");
}

function anchorsOf(markdown: string): string[] {
  return [1, 2, 3, 4].flatMap((level) => headingsOf(markdown, level).map(anchorOf));
}

function proseOf(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, "");
}
