import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withRecordings } from "./with-recordings.ts";

// Without the test that is defined here in its place, Vitest would refuse this file where it has no other.
withRecordings("recordings/nobody-has-these", () => {
  throw new Error("defined the tests of what is not there");
});

test("no other file knows where the recordings lie, so none goes without a test where they are not", () => {
  const PLACE = ["..", "shared"].join("/");
  const files = readdirSync("test", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const knowing = files.filter((file) => readFileSync(join("test", file), "utf8").includes(PLACE));
  expect(knowing.filter((file) => !/^deployed[/\\]/.test(file))).toEqual(["recordings.ts"]);
});
