import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, describe, expect, it } from "vitest";
import { exportAlerts } from "../../../local/export/export-alerts.ts";
import { TABLE_NAMES } from "../../../local/tables.ts";
import { useDynalite } from "../../doubles/tables/dynalite.ts";

const HEADER = "systemId,stationId,rule,event,at";
const folder = mkdtempSync(join(tmpdir(), "stationwatch-export-"));
const file = join(folder, "alerts.csv");
const dynalite = useDynalite();
afterAll(() => rmSync(folder, { recursive: true }));

async function keep(systemId: string, stationId: string | undefined, alert: object): Promise<void> {
  const startedAt = "2026-05-04T07:00:00.500Z";
  const alertId = `${startedAt}/${stationId ?? ""}/empty`;
  const Item = {
    systemId,
    alertId,
    stationId,
    rule: "empty",
    startedAt,
    openedAt: startedAt,
    baseline: false,
    ...alert,
  };
  await dynalite.client.send(new PutCommand({ TableName: TABLE_NAMES.alerts, Item }));
}

async function exported(...systemIds: string[]): Promise<string> {
  await exportAlerts(dynalite.client, systemIds, file);
  return readFileSync(file, "utf8");
}

describe("an export of alerts", () => {
  it("is a header where there are none", async () => {
    expect(await exported("nowhere")).toBe(`${HEADER}\n`);
  });

  it("has a line for each opening and each end, sorted bytewise, a baseline's end without its opening", async () => {
    await keep("oslo", "2", { resolvedAt: "2026-05-04T07:10:59.999Z" });
    await keep("oslo", "10", { baseline: true, resolvedAt: "2026-05-04T07:05:00.000Z" });
    await keep("oslo", "3", { baseline: true });
    await keep("lyon", "1", {});
    expect(await exported("oslo", "lyon")).toBe(
      [
        HEADER,
        "lyon,1,empty,opened,2026-05-04T07:00:00Z",
        "oslo,10,empty,resolved,2026-05-04T07:05:00Z",
        "oslo,2,empty,opened,2026-05-04T07:00:00Z",
        "oslo,2,empty,resolved,2026-05-04T07:10:59Z",
        "",
      ].join("\n"),
    );
  });

  it("quotes ids that would break a line, and leaves the station of a system's own alert empty", async () => {
    await keep("odd", '1,"a"\n', {});
    await keep("odd", undefined, {});
    expect(await exported("odd")).toBe(
      `${HEADER}\nodd,"1,""a"" ",empty,opened,2026-05-04T07:00:00Z\nodd,,empty,opened,2026-05-04T07:00:00Z\n`,
    );
  });

  it("leaves the file as it was where it cannot be written, and nothing beside it", async () => {
    await exported("nowhere");
    const before = readdirSync(folder);
    // No file takes the place of a folder that is not empty.
    const taken = join(folder, "taken.csv");
    mkdirSync(join(taken, "full"), { recursive: true });
    await expect(exportAlerts(dynalite.client, ["oslo"], taken)).rejects.toThrow(/^cannot write .*: EISDIR/);
    const missing = join(folder, "nowhere", "alerts.csv");
    await expect(exportAlerts(dynalite.client, ["oslo"], missing)).rejects.toThrow(
      /^cannot write .*: ENOENT/,
    );
    rmSync(taken, { recursive: true });
    expect(readFileSync(file, "utf8")).toBe(`${HEADER}\n`);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("touches no other file, and keeps who may read its own", async () => {
    const others = [`${file}.next`, `${file}.tmp`, `${file}~`];
    for (const other of others) writeFileSync(other, "mine");
    await exported("nowhere");
    chmodSync(file, 0o600);
    await exported("oslo");
    expect(others.map((other) => readFileSync(other, "utf8"))).toEqual(others.map(() => "mine"));
    expect(readdirSync(folder)).toHaveLength(1 + others.length);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const other of others) rmSync(other);
  });

  it("goes through all pages", async () => {
    for (let station = 0; station < 30; station++)
      await keep("large", String(station), { note: "x".repeat(50_000) });
    expect((await exported("large")).split("\n")).toHaveLength(32);
  });
});
