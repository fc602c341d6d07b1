import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

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

/** The words of a command line, as a shell parts them; of quotes only those that README uses. */
export function wordsOf(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}

const FILE = /^\.?[\w.@-]+(\/[\w.@-]+)*\.(ts|mjs|json|md|yml|csv)$/;
const FOLDER = /^\.?[\w@-]+(\/[\w.@-]+)*\/?$/;

/**
 * What a document names as files and folders of the project, in backticks and links, and is not there. The name of
 * a file alone may be in a folder that the same line names before it. `elsewhere` are names that look alike.
 */
export function missingPaths(markdown: string, root: string, elsewhere: ReadonlySet<string>): string[] {
  const tops = new Set(readdirSync(root));
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, "");
  return prose.split("\n").flatMap((line) => {
    const named = [...line.matchAll(/`([^`\s]+)`|\]\(([^)\s#]+)\)/g)].map(
      ([, code, link]) => code ?? link ?? "",
    );
    const isFolder = (name: string) => FOLDER.test(name) && tops.has(name.split("/")[0] ?? "");
    const folders = named.filter(isFolder);
    return named.filter((name) => {
      if (elsewhere.has(name) || !(FILE.test(name) || isFolder(name))) return false;
      return ![".", ...folders].some((folder) => existsSync(join(root, folder, name)));
    });
  });
}
