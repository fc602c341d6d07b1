import { expect, test } from "vitest";
import { ALERT_COLUMNS } from "../../functions/store/alert-columns.ts";
import { TABLES } from "../../functions/store/tables.ts";
import { namesIn } from "../document-text.ts";
import { document } from "./files.ts";

const named = namesIn(document("docs/alerts.md"), "The attributes");

test("docs/alerts.md explains every attribute of an alert once, and none that it has not", () => {
  const indexKeys = Object.values(TABLES.alerts.indexes ?? {}).flatMap((key) => [
    key.partitionKey,
    key.sortKey,
  ]);
  const attributes = new Set<string>([...ALERT_COLUMNS, ...indexKeys]);
  expect(named.toSorted()).toEqual([...attributes].sort());
});
