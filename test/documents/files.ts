import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

/** What is kept up to date: by path from the project's root. What the changelog names of the past may be gone. */
const FILES = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "infra/RUNBOOK.md",
  "test/doubles/README.md",
  "local/mapping/README.md",
  ...readdirSync(join(ROOT, "docs")).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
];

export const DOCUMENTS: ReadonlyMap<string, string> = new Map(FILES.map((file) => [file, read(file)]));

export function document(file: string): string {
  const text = DOCUMENTS.get(file);
  if (text === undefined) throw new Error(`there is no document ${file}`);
  return text;
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}
