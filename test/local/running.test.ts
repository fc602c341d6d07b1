import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { announceRunning, findRunning, withdrawRunning } from "../../local/running.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stationwatch-running-"));
  const made = folder;
  onTestFinished(() => rmSync(made, { recursive: true }));
});

const running = (pid: number) => ({
  pid,
  endpoint: "http://127.0.0.1:4567",
  systemsFile: "/systems.json",
  startedAt: "2026-05-04T07:00:00.000Z",
  onTape: false,
  clock: null,
});

function pidOfNobody(): number {
  return spawnSync(process.execPath, ["--version"]).pid;
}

describe("a running pipeline", () => {
  it("is found from its folder and from all below", () => {
    announceRunning(running(process.pid), folder);
    const below = join(folder, "a/b");
    mkdirSync(below, { recursive: true });
    expect(findRunning(folder)).toEqual(running(process.pid));
    expect(findRunning(below)).toEqual(running(process.pid));
  });

  it("is none where nothing was announced, or nothing readable", () => {
    expect(findRunning(folder)).toBeNull();
    mkdirSync(join(folder, ".stationwatch"));
    for (const text of ["", "{", "null", "7", "[]", '{"pid":"x"}']) {
      writeFileSync(join(folder, ".stationwatch/local.json"), text);
      expect(findRunning(folder)).toBeNull();
    }
  });

  it("is none once it has died without a word", () => {
    announceRunning(running(pidOfNobody()), folder);
    expect(findRunning(folder)).toBeNull();
  });

  it("takes back its own announcement and no other's", () => {
    announceRunning(running(process.pid), folder);
    withdrawRunning(process.pid + 1, null, folder);
    expect(findRunning(folder)).not.toBeNull();
    withdrawRunning(process.pid, null, folder);
    expect(findRunning(folder)).toBeNull();
    expect(existsSync(join(folder, ".stationwatch/local.json"))).toBe(false);
    withdrawRunning(process.pid, null, folder);
  });

  it("hides an earlier one until it ends itself", () => {
    const earlier = running(process.ppid);
    expect(announceRunning(earlier, folder)).toBeNull();
    expect(announceRunning(running(process.pid), folder)).toEqual(earlier);
    expect(findRunning(folder)).toEqual(running(process.pid));
    withdrawRunning(process.pid, earlier, folder);
    expect(findRunning(folder)).toEqual(earlier);
    expect(announceRunning(running(process.pid), folder)).toEqual(earlier);
    withdrawRunning(process.pid, running(pidOfNobody()), folder);
    expect(findRunning(folder)).toBeNull();
  });
});
