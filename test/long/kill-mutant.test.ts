import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { expect, it } from "vitest";
import { BUNDLING } from "../../infra/bundling.ts";
import { killPlan } from "../e2e/kill-plan.ts";
import { playKilled } from "../e2e/play-killed.ts";
import { inFolder, ROOT, replayedLines, startOfTape, startScript } from "../e2e/played-tape.ts";

const RESPONSES = 100;
const KILLS = 4;

/** Where flush.ts asks whether it has already flushed a commit itself. */
const ASKS = "if (world.flushedVersions.get(systemId) === committed.version) return;";
/** The replacement takes the first commit that a container sees of a system for flushed, whoever made it. */
const FORGETS =
  "if (!world.flushedVersions.has(systemId)) world.flushedVersions.set(systemId, committed.version);";

const withoutFlushOfFound: Plugin = {
  name: "without-flush-of-found",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]functions[/\\]detect[/\\]flush\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replace(ASKS, `${FORGETS}\n  ${ASKS}`);
      if (contents === source) throw new Error(`${path} no longer has "${ASKS}": break it in another way`);
      return { contents, loader: "ts" };
    });
  },
};

/** A copy of what `npm start` runs, with a detector that never flushes pending effects it finds. */
async function brokenProject(folder: string): Promise<string> {
  await mkdir(folder);
  for (const part of ["package.json", "dist", "local/lambda", "local/emulators"]) {
    await mkdir(dirname(join(folder, part)), { recursive: true });
    await cp(join(ROOT, part), join(folder, part), { recursive: true });
  }
  await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const { banner, alias, outputFile, systemsFile: _, mainFields, ...options } = BUNDLING;
  await build({
    ...options,
    mainFields: [...mainFields],
    absWorkingDir: ROOT,
    entryPoints: ["functions/detect/handler.ts"],
    outfile: join(folder, "dist/functions/detect", outputFile),
    bundle: true,
    banner: { js: banner },
    alias: Object.fromEntries(Object.entries(alias).map(([from, to]) => [from, resolve(ROOT, to)])),
    plugins: [withoutFlushOfFound],
  });
  return folder;
}

it("the kill test finds a detector that loses what was pending when it died", async () => {
  await inFolder(async (folder) => {
    const tape = await startOfTape("lyon-jcdecaux-v3", RESPONSES, folder);
    const broken = startScript(await brokenProject(join(folder, "project")));
    const lines = await playKilled(tape, folder, await killPlan(1, KILLS, tape.folder), broken);
    const expected = await replayedLines(tape);
    const missing = expected.filter((line) => !lines.includes(line));
    expect(missing).not.toEqual([]);
    expect(lines.filter((line) => !expected.includes(line))).toEqual([]);
  });
});
