import { posix } from "node:path";
import { parseSync } from "oxc-parser";

/** A module that a source file names, by any kind of import. */
export interface SourceImport {
  /** A path from the project's root for the project's own files, otherwise the package or `node:` module as written. */
  readonly target: string;
  /** Only types are imported, so nothing is loaded at run time. */
  readonly isType: boolean;
}

/**
 * Returns static and dynamic imports, re-exports and types taken with `import("…")`; without `late`, dynamic imports
 * are left out. Throws for a file that does not parse and for a computed import path, about which nothing could be
 * said.
 */
export function importsOf(path: string, text: string, late = true): SourceImport[] {
  const { module, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new SyntaxError(`${path}: ${errors[0].message}`);
  const imports: SourceImport[] = [];
  const add = (request: string, isType: boolean) => imports.push({ target: targetOf(path, request), isType });
  // Under verbatimModuleSyntax `import { type A }` still loads its module; `import type` does not.
  for (const { moduleRequest, start, end } of module.staticImports) {
    add(moduleRequest.value, /^import\s+type\b(?!\s*(,|from\b))/.test(text.slice(start, end)));
  }
  for (const { entries, start, end } of module.staticExports) {
    const request = entries.find(({ moduleRequest }) => moduleRequest !== null)?.moduleRequest;
    if (request) add(request.value, /^export\s+type\b/.test(text.slice(start, end)));
  }
  const atRunTime = new Set(module.dynamicImports.map(({ start }) => start));
  for (const { start, moduleRequest } of module.dynamicImports) {
    const literal = /^(["'`])([^"'`$]+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[2];
    if (literal === undefined)
      throw new SyntaxError(`${path}: import() at ${start} names no module by a literal`);
    if (late) add(literal, false);
  }
  for (const { index, 1: request } of text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)) {
    if (request !== undefined && !atRunTime.has(index)) add(request, true);
  }
  return imports;
}

function targetOf(path: string, request: string): string {
  return request.startsWith(".") ? posix.join(posix.dirname(path), request) : request;
}
