import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { AlertsChanged } from "../../functions/core/announcement.ts";
import { onlyNews } from "../../local/only-news.ts";

const changed = (id: string): AlertsChanged => ({
  version: 1,
  id,
  systemId: "riverton",
  at: "2026-05-04T07:00:00.000Z",
  part: 1,
  parts: 1,
  summary: "",
  opened: [],
  resolved: [],
});

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-told-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A run: returns what it shows of the announcements with these ids. */
function shown(folder: string | null, ids: readonly string[]): string[] {
  const lines: string[] = [];
  const tell = onlyNews(folder, ({ id }) => lines.push(id));
  for (const id of ids) tell(changed(id));
  return lines;
}

test("a repeat is shown once, whatever came between", () => {
  expect(shown(null, ["a", "b", "a", "c", "b", "c"])).toEqual(["a", "b", "c"]);
});

test("a later run with the same folder does not show it again, one without a folder does", () => {
  const folder = scratch();
  expect(shown(folder, ["a", "b"])).toEqual(["a", "b"]);
  expect(shown(folder, ["b", "a", "c"])).toEqual(["c"]);
  expect(shown(null, ["b"])).toEqual(["b"]);
});

test("the file does not grow with its runs", () => {
  const folder = scratch();
  const ids = Array.from({ length: 12_000 }, (_, index) => `id-${index}`);
  shown(folder, ids);
  expect(shown(folder, ["id-11999", "id-0"])).toEqual(["id-0"]);
  expect(readFileSync(join(folder, "told"), "utf8").split("\n")).toHaveLength(10_002);
});

test("nor within a run that goes on and on", () => {
  const folder = scratch();
  const ids = Array.from({ length: 20_500 }, (_, index) => `id-${index}`);
  expect(shown(folder, ids)).toEqual(ids);
  expect(readFileSync(join(folder, "told"), "utf8").split("\n").length).toBeLessThanOrEqual(10_501);
  expect(shown(folder, ["id-20499", "id-11000"])).toEqual([]);
});

test("a file that cannot be kept costs nothing but a repeat", () => {
  const folder = scratch();
  mkdirSync(join(folder, "told"));
  expect(shown(folder, ["a", "a"])).toEqual(["a"]);
  expect(shown(folder, ["a"])).toEqual(["a"]);
});
