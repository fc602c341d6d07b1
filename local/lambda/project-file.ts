import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Returns the path of a project file that plain Node runs as it is. It works from the sources and from a bundle: the
 * project is the nearest folder above that has a package.json. Throws when there is none.
 */
export function projectFile(pathInProject: string): string {
  const start = import.meta.dirname;
  let folder = start;
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error(`cannot find ${pathInProject}: no folder above ${start} has a package.json`);
    }
    folder = parent;
  }
  return join(folder, pathInProject);
}
