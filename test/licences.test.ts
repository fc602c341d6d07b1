import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

/** Licences that may be shipped in a function's bundle or run by a user without review. */
const ALLOWED = new Set(["Apache-2.0", "MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause"]);

interface Package {
  readonly name: string;
  readonly licenseDeclared: string;
}

/** The packages whose licence is not listed above; for `A OR B` one listed licence is enough. */
function unallowed(packages: readonly Package[]): string[] {
  const isAllowed = (declared: string) =>
    declared
      .replace(/^\(|\)$/g, "")
      .split(" OR ")
      .some((licence) => ALLOWED.has(licence.trim()));
  return packages
    .filter(({ licenseDeclared }) => !isAllowed(licenseDeclared))
    .map(({ name, licenseDeclared }) => `${name}: ${licenseDeclared}`);
}

test("every package that is not for development has a licence from the list", () => {
  const sbom = execFileSync("npm", ["sbom", "--sbom-format", "spdx", "--omit", "dev"], {
    cwd: join(import.meta.dirname, ".."),
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  const packages = (JSON.parse(sbom) as { packages: Package[] }).packages;
  expect(packages.length).toBeGreaterThan(20);
  expect(unallowed(packages)).toEqual([]);
});

test("a package with another licence is named", () => {
  const packages = [
    { name: "free", licenseDeclared: "(GPL-3.0-only OR MIT)" },
    { name: "copyleft", licenseDeclared: "GPL-3.0-only" },
  ];
  expect(unallowed(packages)).toEqual(["copyleft: GPL-3.0-only"]);
});
