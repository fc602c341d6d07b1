import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { RULE_NAMES } from "../../functions/core/rules.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import {
  SYSTEM_ALERTS_RULES,
  SYSTEM_ALERTS_VERSIONS,
  systemAlertsBody,
} from "../../functions/words/system-alerts.ts";
import { withRecordings } from "../with-recordings.ts";

/** What gbfs.md says of the file, without what this project never writes. Both are read strictly. */
const TYPE = z.enum(["system_closure", "station_closure", "station_move", "other"]);
const ID = z.string().regex(/^[\x21-\x7e]+$/);
const POSIX = z.number().int().min(1_450_155_600);
const TEXTS = z.array(z.strictObject({ text: z.string(), language: z.string() })).min(1);
const SCHEMAS = {
  "2.3": fileOf(z.literal("2.3"), POSIX, z.string()),
  "3.0": fileOf(z.literal("3.0"), z.iso.datetime(), TEXTS),
} as const;

function fileOf(version: z.ZodType, time: z.ZodType, text: z.ZodType) {
  const alert = z.strictObject({
    alert_id: ID,
    type: TYPE,
    times: z.array(z.strictObject({ start: time, end: time.optional() })).optional(),
    station_ids: z.array(z.string()).optional(),
    summary: text,
    description: text.optional(),
    last_updated: time.optional(),
  });
  const data = z.strictObject({ alerts: z.array(alert) });
  return z.strictObject({ last_updated: time, ttl: z.number().int().min(0), version, data });
}

const UPDATED_AT = Date.parse("2026-05-04T09:13:00.500Z");
const CLOSED: AlertItem = {
  systemId: "lisbon",
  alertId: "2026-05-04T09:06:00.000Z/10/closed",
  rule: "closed",
  status: "open",
  stationId: "10",
  stationName: "Príncipe Real",
  startedAt: "2026-05-04T09:06:00.000Z",
  openedAt: "2026-05-04T09:07:00.000Z",
  baseline: false,
  reason: "not installed",
  emptyInSystem: 2,
  ruleVersion: "v",
};
const { stationId: _, stationName: __, reason: ___, ...OF_SYSTEM } = CLOSED;
const DOWN = { ...OF_SYSTEM, rule: "feed-down", alertId: "2026-05-04T09:06:00.000Z//feed-down" };

describe("a system_alerts.json", () => {
  test("of 2.3 has texts, and times in seconds", () => {
    expect(systemAlertsBody([CLOSED], "2.3", UPDATED_AT)).toEqual({
      last_updated: 1777885980,
      ttl: 60,
      version: "2.3",
      data: {
        alerts: [
          {
            alert_id: "2026-05-04T09:06:00.000Z/10/closed",
            type: "station_closure",
            times: [{ start: 1777885560 }],
            station_ids: ["10"],
            summary: "Closed: Príncipe Real",
            description: "not installed",
            last_updated: 1777885620,
          },
        ],
      },
    });
  });

  test("of 3.0 has texts by language, and times in RFC 3339; trouble with a feed names no station", () => {
    expect(systemAlertsBody([DOWN], "3.0", UPDATED_AT)).toEqual({
      last_updated: "2026-05-04T09:13:00.500Z",
      ttl: 60,
      version: "3.0",
      data: {
        alerts: [
          {
            alert_id: "2026-05-04T09:06:00.000Z//feed-down",
            type: "other",
            times: [{ start: "2026-05-04T09:06:00.000Z" }],
            summary: [{ text: "Feed down", language: "en" }],
            last_updated: "2026-05-04T09:07:00.000Z",
          },
        ],
      },
    });
  });

  test("has a description where a reason is known, and a station's id where it has no name", () => {
    const systemClosed = { ...OF_SYSTEM, rule: "system-closed", reason: "95 of 100 are closed" };
    const { reason: _, stationName: __, ...nameless } = CLOSED;
    const { data } = systemAlertsBody([systemClosed, nameless], "2.3", UPDATED_AT) as {
      data: { alerts: object[] };
    };
    const parts = ["alert_id", "type", "times", "summary", "last_updated"];
    expect(data.alerts.map(Object.keys)).toEqual([
      ["alert_id", "type", "times", "summary", "description", "last_updated"],
      parts.toSpliced(3, 0, "station_ids"),
    ]);
    expect(data.alerts).toMatchObject([
      { type: "system_closure", summary: "System closed", description: "95 of 100 are closed" },
      { type: "station_closure", summary: "Closed: 10", station_ids: ["10"] },
    ]);
  });

  test("is about closures and all trouble with feeds, and nothing that counts tell", () => {
    expect(SYSTEM_ALERTS_RULES).toEqual([
      "closed",
      "feed-down",
      "feed-frozen",
      "feed-shrunk",
      "feed-flapping",
      "system-closed",
    ]);
  });

  test.each(SYSTEM_ALERTS_VERSIONS)("of %s is valid for any rule, id and text", (version) => {
    const schema = SCHEMAS[version];
    // Halves of characters are left out: no table can hold them.
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0xd7ff }),
      fc.integer({ min: 0xe000, max: 0x10ffff }),
      fc.constantFrom(0x20, 0x25),
    );
    const text = fc.string({
      unit: unit.map((point) => String.fromCodePoint(point)),
      minLength: 1,
      maxLength: 8,
    });
    const alert = fc.record({
      rule: fc.constantFrom<string>(...RULE_NAMES, "of-newer-code"),
      id: text,
      name: text,
    });
    const check = fc.property(fc.uniqueArray(alert, { selector: ({ id }) => id }), (alerts) => {
      const items = alerts.map(({ rule, id, name }) => ({
        ...CLOSED,
        rule,
        stationId: id,
        stationName: name,
        alertId: `${CLOSED.startedAt}/${id}/${rule}`,
      }));
      const body = schema.parse(JSON.parse(JSON.stringify(systemAlertsBody(items, version, UPDATED_AT))));
      const ids = body.data.alerts.map(({ alert_id }) => alert_id);
      expect(new Set(ids).size).toBe(items.length);
      expect(body.data.alerts.map(({ station_ids }) => station_ids?.[0])).toEqual(
        items.map(({ stationId }) => stationId),
      );
    });
    fc.assert(check, { numRuns: 100 });
  });

  test("that is not one is refused by the check of these tests", () => {
    const [two, three] = SYSTEM_ALERTS_VERSIONS.map((version) =>
      systemAlertsBody([CLOSED], version, UPDATED_AT),
    );
    expect(SCHEMAS["2.3"].safeParse(three).success).toBe(false);
    expect(SCHEMAS["3.0"].safeParse(two).success).toBe(false);
    const spaced = systemAlertsBody([{ ...CLOSED, alertId: "12 bis" }], "2.3", UPDATED_AT);
    expect(SCHEMAS["2.3"].safeParse(spaced).success).toBe(true);
    expect(JSON.stringify(spaced)).toContain('"alert_id":"12%20bis"');
  });
});

withRecordings("recordings/gbfs-spec-fixtures", (folder) => {
  const read = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), "utf8"));

  test.each(SYSTEM_ALERTS_VERSIONS)(
    "the standard's own example of %s passes the check of these tests",
    (version) => {
      const example = read("testFixtures", `v${version}`, "system_alerts.json");
      expect(SCHEMAS[version].safeParse(example).error?.issues ?? []).toEqual([]);
    },
  );

  test.each(SYSTEM_ALERTS_VERSIONS)(
    "the frame of the file is as the standard's schema of %s has it",
    (version) => {
      // The recordings have no schema of system_alerts.json; all files of a version share their frame.
      const { properties, required } = read("schema", `v${version}`, "station_status.json");
      const frame = { type: "object", properties: { ...properties, data: {} }, required };
      const schema = z.fromJSONSchema(frame as Parameters<typeof z.fromJSONSchema>[0]);
      expect(schema.safeParse(systemAlertsBody([CLOSED], version, UPDATED_AT)).error?.issues ?? []).toEqual(
        [],
      );
      const other = version === "2.3" ? "3.0" : "2.3";
      expect(schema.safeParse(systemAlertsBody([CLOSED], other, UPDATED_AT)).success).toBe(false);
    },
  );
});
