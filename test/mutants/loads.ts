import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importsOf } from "../source-imports.ts";

const OWN_FILE = /^(functions|infra|local|cli|test)\/.*\.ts$/;

/** Returns what gives all project files that a file loads, itself included, also through others. */
export function loadedBy(root: string): (file: string) => ReadonlySet<string> {
  const direct = new Map<string, readonly string[]>();
  const importsIn = (file: string) => {
    const known = direct.get(file);
    if (known !== undefined) return known;
    const imports = importsOf(file, readFileSync(join(root, file), "utf8"));
    const found = imports
      .filter(({ target, isType }) => !isType && OWN_FILE.test(target))
      .map(({ target }) => target);
    direct.set(file, found);
    return found;
  };
  const all = new Map<string, ReadonlySet<string>>();
  return (file) => {
    const known = all.get(file);
    if (known !== undefined) return known;
    const loaded = new Set([file]);
    for (const one of loaded) for (const target of importsIn(one)) loaded.add(target);
    all.set(file, loaded);
    return loaded;
  };
}
