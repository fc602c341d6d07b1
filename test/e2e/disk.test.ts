import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { TABLES } from "../../functions/store/tables.ts";
import { startDynamo } from "../../local/emulators/dynamo.ts";
import { dynamoAt } from "../local/emulators/clients.ts";
import { type Ended, runProgram } from "./child.ts";
import { COMMAND, inFolder, startScript } from "./played-tape.ts";

/** Runs `npm start` by a shell, which can limit files and redirect; temporary files go to a folder of its own. */
async function startIn(folder: string, limits: string, words = "", output = ""): Promise<Ended> {
  await mkdir(join(folder, "tmp"), { recursive: true });
  const line = `${limits} exec "${process.execPath}" "${startScript()}" ${words} ${output}`;
  return await runProgram("sh", ["-c", line], {
    cwd: folder,
    env: { ...process.env, TMPDIR: join(folder, "tmp") },
  });
}

describe.concurrent("a disk that fails", () => {
  it("ends a run that keeps tables on it with one sentence, and its tables are used again", async () => {
    await inFolder(async (folder) => {
      // In blocks of 512 bytes: a little more than the tables' definitions take.
      const ended = await startIn(folder, "ulimit -f 64;", "--data data");
      const sentences = ended.stderr.split("\n").filter((line) => /^the tables cannot be kept/.test(line));
      expect(sentences).toEqual([
        expect.stringMatching(/^the tables cannot be kept any longer: IO error: .*data\/tables\/.*: .+$/),
      ]);
      expect(ended.stderr).not.toMatch(/^\s+at |node:internal/m);
      expect(ended.code).toBe(1);
      expect(await readdir(join(folder, "tmp"))).toEqual([]);
      expect(existsSync(join(folder, ".stationwatch/local.json"))).toBe(false);
      const dynamo = await startDynamo(join(folder, "data/tables"));
      const { TableNames } = await dynamoAt(dynamo.endpoint).send(new ListTablesCommand({}));
      expect(TableNames).toHaveLength(Object.keys(TABLES).length);
      await dynamo.close();
    });
  });

  it("is told when it cannot take the output", async () => {
    if (!existsSync("/dev/full"))
      return void process.stderr.write("left out: this system has no /dev/full\n");
    await inFolder(async (folder) => {
      const ended = await startIn(folder, "", "", "> /dev/full");
      expect(ended.stderr).toMatch(/\ncannot write the output: ENOSPC: no space left on device, write\n$/);
      expect(ended.code).toBe(1);
      const line = `exec "${process.execPath}" "${COMMAND}" --help > /dev/full`;
      const command = await runProgram("sh", ["-c", line], { cwd: folder });
      expect(command.stderr).toBe(
        "stationwatch: cannot write the output: ENOSPC: no space left on device, write\n",
      );
      expect(command.code).toBe(1);
    });
  });

  it("is told in one sentence at the start, with exit code 1", async () => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, "thesis"));
      await writeFile(join(folder, "thesis/thesis.tex"), "");
      await writeFile(join(folder, "a-file"), "");
      const cases: readonly (readonly [limits: string, words: string, says: RegExp])[] = [
        ["TMPDIR=$PWD/a-file;", "", /^cannot write to .*a-file, the folder for temporary files: ENOTDIR/],
        [
          "",
          "--data thesis",
          /^--data is "thesis", which holds "thesis.tex", expected a new folder, an empty/,
        ],
        // A folder that cannot be written, and where Node's own recursive mkdir never returns.
        [
          "",
          "--data /proc/stationwatch/data",
          /^cannot keep tables in \/proc\/stationwatch\/data: E[A-Z]+: /,
        ],
        ["ulimit -f 0;", "--data data", /^cannot (?:write to .*tmp|keep tables in .*data).*: EFBIG/],
      ];
      for (const [limits, words, says] of cases) {
        const ended = await startIn(folder, limits, words);
        expect(ended).toMatchObject({ stderr: expect.stringMatching(says), stdout: "", code: 1 });
        expect(ended.stderr).toMatch(/^[^\n]+\n$/);
        expect(await readdir(join(folder, "tmp"))).toEqual([]);
      }
    });
  });
});
