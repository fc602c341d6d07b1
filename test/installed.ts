import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** Where packages are kept that only long suites need, from one run to the next; git ignores it. */
const CACHE = join(import.meta.dirname, "../.cache/packages");

/** Returns the folder of a package of exactly this version, and installs it where it is not there yet. */
export function installed(name: string, version: string): string {
  const folder = join(CACHE, `${name.replace("/", "+")}-${version}`);
  const there = join(folder, "node_modules", name);
  if (existsSync(there)) return there;
  mkdirSync(folder, { recursive: true });
  const words = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, `${name}@${version}`];
  execFileSync("npm", words, { stdio: ["ignore", "ignore", "inherit"] });
  return there;
}
