import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";

/**
 * Loads the module of a handler, which makes what is deployed out of the process's own variables. They are there only
 * meanwhile.
 */
export async function loaded<Module>(
  variables: Readonly<Record<string, string>>,
  load: () => Promise<Module>,
): Promise<Module> {
  const file = systemsFile({ systems: [] });
  try {
    for (const [name, value] of Object.entries({ ...variables, ...file.variables })) vi.stubEnv(name, value);
    return await load();
  } finally {
    vi.unstubAllEnvs();
    file.remove();
  }
}

/** Writes systems.json; returns the variables that name it. It goes when the test ends. */
export function withSystems(configuration: SystemsConfiguration): Readonly<Record<string, string>> {
  const { variables, remove } = systemsFile(configuration);
  onTestFinished(remove);
  return variables;
}

function systemsFile(configuration: SystemsConfiguration) {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-systems-"));
  const file = join(folder, "systems.json");
  writeFileSync(file, JSON.stringify(configuration));
  return { variables: { SYSTEMS_FILE: file }, remove: () => rmSync(folder, { recursive: true }) };
}

/** Returns the lines that are logged from now on, until the test ends. */
export function linesLogged(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    lines.push(JSON.parse(String(text)));
    return true;
  });
  onTestFinished(() => write.mockRestore());
  return lines;
}
