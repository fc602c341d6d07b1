import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readmeCommands } from "./readme-commands.ts";

test("the README begins with one command that starts the pipeline and one that tests it", () => {
  expect(readmeCommands(readFileSync("README.md", "utf8"))).toEqual(["npm ci && npm start", "npm cit"]);
});

test("another number of commands is an error", () => {
  expect(() => readmeCommands("```sh\nnpm start\n```\n")).toThrow("begins with 1 commands, expected two");
});
