import { delimiter, dirname, join } from "node:path";
import { installed } from "../installed.ts";

/** The versions of Node on which everything must run, oldest first; npm has the program of each as a package. */
export const NODE_VERSIONS = ["20.20.2", "22.23.3", "24.21.0", "26.12.1"] as const;

export type NodeVersion = (typeof NODE_VERSIONS)[number];

export const majorOf = (version: string): string => version.split(".")[0] ?? "";

/** Returns the program of a version; this process's own where its major is asked for. */
export function nodeOf(version: NodeVersion): string {
  if (majorOf(version) === majorOf(process.versions.node)) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  return join(installed(`node-${platform}-${process.arch}`, version), "bin", "node");
}

/** Returns the variables with which `node` is that program, for whatever the tests start. */
export function withNode(program: string, variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...variables, PATH: `${dirname(program)}${delimiter}${variables.PATH ?? ""}` };
}
