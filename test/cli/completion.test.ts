import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { SCRIPTS, SHELLS } from "../../cli/completion/scripts.ts";
import { FUNCTION_NAMES } from "../../functions/runtime/functions.ts";
import { runCaptured } from "./captured-world.ts";

async function completed(...words: string[]): Promise<string[]> {
  const { exitCode, stdout, stderr } = await runCaptured(["complete", "--", ...words]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return stdout.split("\n").slice(0, -1);
}

describe("what may stand at the cursor", () => {
  test.each([
    [["al"], ["alerts"]],
    [
      ["alerts", ""],
      ["list", "show", "explain", "export", "ack", "unack", "note", "snooze"],
    ],
    [["alerts", "list", "--rule", "fu"], ["full"]],
    // A repeated option, and one with several values.
    [["alerts", "list", "--rule", "full", "--rule", "em"], ["empty"]],
    [["alerts", "list", "--rule", "full", "em"], ["empty"]],
    [["alerts", "list", "--form"], ["--format"]],
    [["alerts", "list", "--format", "n"], ["ndjson"]],
    [["stats", "--format", "s"], ["storm"]],
    [["stations", "list", "--sort", "b"], ["bikes"]],
    [
      ["alerts", "list", "--open", "--sta"],
      ["--station", "--started-since", "--started-until", "--stack"],
    ],
    [["invoke", ""], [...FUNCTION_NAMES]],
    [["completion", "f"], ["fish"]],
    [["stations", "show", "lyon", ""], []],
    [["nonsense", "--"], []],
  ])("%j: %j", async (words, expected) => {
    const found = await completed(...words);
    expect(words[0] === "nonsense" ? [] : found).toEqual(expected);
  });

  test("is every command, but for the one that the scripts ask", async () => {
    const commands = await completed("");
    expect(commands).toContain("doctor");
    expect(commands).not.toContain("complete");
  });
});

describe("the script of", () => {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-shell-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  // Says what it was asked, and offers two words.
  const command = join(folder, "stationwatch");
  writeFileSync(command, '#!/bin/sh\nprintf "%s|" "$@" >&3\nprintf "list\\nshow it\\n"\n');
  chmodSync(command, 0o755);

  test("bash asks for the words up to the cursor, and takes one word a line", () => {
    const script = `${SCRIPTS.bash}
      COMP_WORDS=(stationwatch alerts "" list) COMP_CWORD=2
      _stationwatch 3>&1
      printf '<%s>' "\${COMPREPLY[@]}"`;
    const environment = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
      encoding: "utf8",
      env: environment,
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: "complete|--|alerts||<list><show it>",
      stderr: "",
    });
  });

  test.each(SHELLS)("%s is printed", async (shell) => {
    const { exitCode, stdout } = await runCaptured(["completion", shell]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: SCRIPTS[shell] });
  });

  test("an unknown shell is refused with those that are known", async () => {
    const { exitCode, stderr } = await runCaptured(["completion", "csh"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Allowed choices are bash, zsh, fish.");
  });
});
