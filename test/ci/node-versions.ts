import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** The versions of Node on which everything must run, oldest first; npm has the binaries of each as packages. */
export const NODE_VERSIONS = ["20.20.2", "22.23.3", "24.21.0", "26.12.1"] as const;

export type NodeVersion = (typeof NODE_VERSIONS)[number];

/** Where the binaries are kept from one run to the next; git ignores it. */
const CACHE = join(import.meta.dirname, "../../.cache/node");

export const majorOf = (version: string): string => version.split(".")[0] ?? "";

/** Returns the program of a version, and installs it first where it is not there; its own for this process's major. */
export function nodeOf(version: NodeVersion): string {
  if (majorOf(version) === majorOf(process.versions.node)) return process.execPath;
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const folder = join(CACHE, version);
  const program = join(folder, "node_modules", name, "bin", "node");
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  const words = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", folder, `${name}@${version}`];
  execFileSync("npm", words, { stdio: ["ignore", "ignore", "inherit"] });
  return program;
}

/** Returns the variables with which `node` is that program, for whatever the tests start. */
export function withNode(program: string, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...variables, PATH: `${dirname(program)}${delimiter}${variables.PATH ?? ""}` };
}
