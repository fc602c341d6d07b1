import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FUNCTION_NAMES } from "../../functions/runtime/functions.ts";
import { runProgram } from "./child.ts";
import { ROOT } from "./played-tape.ts";

/** What the command and the runner load from files at run time, by the only function that finds them. */
function filesLoaded(): string[] {
  const sources = ["local", "cli"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  );
  const texts = sources
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(join(ROOT, file), "utf8"));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/projectFile\(["`](.+?)["`]\)/g)].map(([, path = ""]) => path),
  );
  return named.flatMap((path) => FUNCTION_NAMES.map((name) => path.replace(/\$\{name\}/, name)));
}

it("the package has what the command and the runner need, and neither tests nor maps", async () => {
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const { stdout, code } = await runProgram("npm", words, { cwd: ROOT });
  expect(code).toBe(0);
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const packed = files.map(({ path }) => path);
  const { bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  const loaded = filesLoaded();
  expect(loaded).toContain("local/lambda/bootstrap.mjs");
  const needed = [
    ...loaded,
    ...Object.values(bin),
    "dist/cli/main.mjs",
    "dist/local/start.mjs",
    // What bootstrap.mjs and kinesis-preload.mjs import.
    "local/lambda/lifeline.mjs",
    ...FUNCTION_NAMES.map((name) => `dist/functions/${name}/systems.json`),
  ];
  expect(needed.filter((path) => !packed.includes(path))).toEqual([]);
  expect(packed.filter((path) => /^(?:test|infra)\/|\.map$|^\.|node_modules/.test(path))).toEqual([]);
});
