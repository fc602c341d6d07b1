import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const readme = readFileSync(new URL("../../../local/mapping/README.md", import.meta.url), "utf8");
const sources = readdirSync(new URL(".", import.meta.url))
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => readFileSync(new URL(name, import.meta.url), "utf8"));

/** The tests named in a document's tables: the last cell of a row, in backticks. */
function namedTests(document: string): string[] {
  return [...document.matchAll(/^\|.*\| `(.+)` \|$/gm)].map((row) => row[1] ?? "");
}

function missingTests(document: string): string[] {
  return namedTests(document).filter((name) => !sources.some((source) => source.includes(`"${name}",`)));
}

it("every test that the README names is there", () => {
  expect(namedTests(readme).length).toBeGreaterThan(40);
  expect(missingTests(readme)).toEqual([]);
});

it("a README that names a test which is not there is found out", () => {
  // Split in two, so that this file does not contain the name.
  const absent = ["no such", "test"].join(" ");
  expect(missingTests(`| a rule | \`holds\` and more |\n| a rule | \`${absent}\` |`)).toEqual([absent]);
});

it("the machine reads no clock, sets no timer and rolls no dice", () => {
  const directory = new URL("../../../local/mapping/", import.meta.url);
  const driverFiles = [
    "clock.ts",
    "driver.ts",
    "shard-iterator.ts",
    "shard-run.ts",
    "shards.ts",
    "README.md",
  ];
  const pure = readdirSync(directory).filter((name) => !driverFiles.includes(name));
  expect(pure).toContain("machine.ts");
  const impure =
    /Date\.now|new Date\(\)|setTimeout|setInterval|Math\.random|performance|process\.|node:|@aws-sdk|clock\.ts/;
  for (const name of pure) expect(readFileSync(new URL(name, directory), "utf8"), name).not.toMatch(impure);
});
