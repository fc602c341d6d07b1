import { createHash, randomBytes } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeleteItemCommand, ListTablesCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TABLES } from "../../../functions/store/tables.ts";
import { startDynamo } from "../../../local/emulators/dynamo.ts";
import { createTables } from "../../../local/tables.ts";
import { dynamoAt } from "./clients.ts";

const BLOCK_BYTES = 32_768;
/** Bytes that are never the head of a record. */
const noise = (length: number) => Buffer.alloc(length, 0xa5);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "stationwatch-damaged-"));
  // Twice, so that there is a file of each kind: LevelDB writes its log into a table when it opens it again.
  for (const systemId of ["lyon", "oslo"]) await keep(systemId);
});
afterAll(() => rmSync(folder, { recursive: true }));

const whole = () => join(folder, "whole");

async function keep(systemId: string): Promise<void> {
  const dynamo = await startDynamo(whole());
  const client = dynamoAt(dynamo.endpoint);
  await createTables(client);
  const Item = { systemId: { S: systemId }, item: { S: "state" } };
  await client.send(new PutItemCommand({ TableName: "stationwatch-state", Item }));
  await dynamo.close();
}

/** Returns a fresh copy of the whole tables. */
function copyOf(name: string): string {
  const directory = join(folder, name);
  cpSync(whole(), directory, { recursive: true });
  return directory;
}

function bytesIn(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory).map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(directory, name)))
        .digest("hex"),
    ]),
  );
}

async function refusalOf(directory: string): Promise<string> {
  const before = bytesIn(directory);
  const refusal = await startDynamo(directory).then(
    async (dynamo) => {
      await dynamo.close();
      return "";
    },
    (error: Error) => error.message,
  );
  expect(bytesIn(directory)).toEqual(before);
  return refusal;
}

test("tables with random bytes in any file, an emptied one or a missing one are refused and left as they are", async () => {
  const files = readdirSync(whole()).filter((name) => !/^LO(?:CK|G)/.test(name));
  expect(files.map((name) => name.replace(/\d+/, "N")).toSorted()).toEqual(
    expect.arrayContaining(["CURRENT", "MANIFEST-N", "N.ldb", "N.log", "stationwatch.json"]),
  );
  for (const name of files) {
    const path = (directory: string) => join(directory, name);
    const damages: readonly ((directory: string) => void)[] = [
      (directory) => writeFileSync(path(directory), randomBytes(4_096)),
      (directory) => writeFileSync(path(directory), ""),
      (directory) => writeFileSync(path(directory), readFileSync(path(directory)).subarray(0, -1)),
    ];
    for (const [index, damage] of damages.entries()) {
      const directory = copyOf(`${name}-${index}`);
      damage(directory);
      expect(await refusalOf(directory)).toMatch(
        new RegExp(
          `^cannot keep tables in ${directory}: its file ${name} (?:has changed|is not what).*[^.\\n]$`,
        ),
      );
    }
    if (name === "stationwatch.json") continue;
    const directory = copyOf(`${name}-missing`);
    rmSync(path(directory));
    expect(await refusalOf(directory)).toContain(
      `its file ${name} is missing, expected the folder as a run left`,
    );
  }
});

test("the diary of LevelDB may say anything", async () => {
  const directory = copyOf("diary");
  writeFileSync(join(directory, "LOG"), randomBytes(4_096));
  const dynamo = await startDynamo(directory);
  expect((await dynamoAt(dynamo.endpoint).send(new ListTablesCommand({}))).TableNames).toHaveLength(
    Object.keys(TABLES).length,
  );
  await dynamo.close();
});

test("tables of a newer format are refused", async () => {
  const directory = copyOf("newer");
  writeFileSync(join(directory, "stationwatch.json"), JSON.stringify({ format: 2, pid: 1, files: {} }));
  expect(await refusalOf(directory)).toMatch(
    /: its format is 2 and not 1, expected the folder as a run left it/,
  );
});

test("tables that a killed run of this process's number left are looked at, as any others", async () => {
  const directory = copyOf("own-number");
  writeFileSync(
    join(directory, "stationwatch.json"),
    JSON.stringify({ format: 1, pid: process.pid, files: null }),
  );
  rmSync(join(directory, "CURRENT"));
  expect(await refusalOf(directory)).toMatch(/its file CURRENT is missing/);
});

test("what was not closed is used, but not without the file that names the others", async () => {
  const killed = (name: string) => {
    const directory = copyOf(name);
    writeFileSync(
      join(directory, "stationwatch.json"),
      JSON.stringify({ format: 1, pid: 2 ** 30, files: null }),
    );
    return directory;
  };
  const manifest = readFileSync(join(whole(), "CURRENT"), "utf8").trim();
  for (const [name, says] of [
    ["CURRENT", "its file CURRENT is missing"],
    [manifest, `its file ${manifest} is missing`],
  ] as const) {
    const directory = killed(`killed-${name}`);
    rmSync(join(directory, name));
    expect(await refusalOf(directory)).toContain(says);
  }
  const [log = ""] = readdirSync(whole()).filter((name) => name.endsWith(".log"));
  const bytes = readFileSync(join(whole(), log));
  const middle = Math.floor(bytes.length / 2);
  const damages = [
    noise(bytes.length),
    Buffer.concat([bytes.subarray(0, middle), noise(4), bytes.subarray(middle + 4)]),
    Buffer.concat([bytes, noise(BLOCK_BYTES)]),
  ];
  for (const [index, damaged] of damages.entries()) {
    for (const name of [log, manifest]) {
      const directory = killed(`killed-${index}-${name}`);
      const own = readFileSync(join(directory, name));
      const spoilt = name === log ? damaged : Buffer.concat([noise(9), own.subarray(9)]);
      writeFileSync(join(directory, name), spoilt);
      expect(await refusalOf(directory)).toContain(`its file ${name} is damaged`);
    }
  }
  // The process was killed while it wrote a record.
  const torn = killed("torn");
  writeFileSync(join(torn, log), Buffer.concat([bytes, bytes.subarray(0, bytes.length - 1)]));
  await (await startDynamo(torn)).close();
  const dynamo = await startDynamo(killed("killed"));
  const Key = { systemId: { S: "oslo" }, item: { S: "state" } };
  const deleted = await dynamoAt(dynamo.endpoint).send(
    new DeleteItemCommand({ TableName: "stationwatch-state", Key, ReturnValues: "ALL_OLD" }),
  );
  expect(deleted.Attributes).toBeDefined();
  await dynamo.close();
});

test("a folder of something else is refused", async () => {
  const directory = join(folder, "else");
  mkdirSync(directory);
  writeFileSync(join(directory, "thesis.tex"), "");
  expect(await refusalOf(directory)).toContain("its file CURRENT is missing");
});
