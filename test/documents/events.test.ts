import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type AlertsChanged, announcementsOf } from "../../functions/core/announcement.ts";
import { type FailedPoll, readingsOf, type Snapshot } from "../../functions/core/observation.ts";
import { indexRoster, type RosterStation } from "../../functions/core/roster.ts";
import { ALERTS_CHANGED, EVENT_SOURCE } from "../../functions/stream/bus.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { IN_SERVICE, run } from "../core/builders.ts";
import { fences, rowsOf } from "../document-text.ts";

const DOCUMENT = readFileSync(join(import.meta.dirname, "../../docs/events.md"), "utf8");

const T0 = Date.UTC(2026, 4, 4, 7, 10);
const SYSTEM = "riverton";

function snapshot(
  minute: number,
  ...counts: (readonly [id: string, bikes: number, docks: number])[]
): Snapshot {
  const stations = counts.map(([stationId, vehicles, docks]) => {
    return { stationId, vehicles, docks, ebikes: Math.floor(vehicles / 3), flags: IN_SERVICE };
  });
  const fetchedAt = T0 + minute * 60_000;
  return {
    type: "snapshot",
    systemId: SYSTEM,
    fetchedAt,
    publishedAt: null,
    ttlSeconds: 60,
    stations: readingsOf(stations),
  };
}

function station(stationId: string, name: string, address: string, longitude: number): RosterStation {
  return { stationId, name, address, latitude: 51.5, longitude, capacity: 20 };
}

/** One poll that opened an alert and resolved another, with e-bikes counted: the event has all fields. */
function madeEvent(): AlertsChanged {
  const roster = indexRoster({
    type: "roster",
    systemId: SYSTEM,
    fetchedAt: T0,
    timeZone: "Etc/UTC",
    stations: [
      station("1001", "Quayside Halt", "58 Millrace Road", 0),
      station("1002", "Swan Row", "4 Swan Row", 0.0067),
    ],
  });
  const settings = { empty: {}, full: {}, missing: false, "few-ebikes": {}, "feed-flapping": false } as const;
  const ruleBook = ruleBookOf({ rules: settings, systems: [] }, SYSTEM, "9d3c51ab");
  const polls = [
    snapshot(0, ["1001", 9, 11], ["1002", 15, 5]),
    snapshot(1, ["1001", 9, 11], ["1002", 20, 0]),
    snapshot(2, ["1001", 0, 20], ["1002", 11, 9]),
  ];
  const event = announcementsOf(SYSTEM, run(polls, { ruleBook, roster }).effects).at(-1);
  if (event === undefined) throw new Error("nothing was announced");
  return event;
}

interface Envelope {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: AlertsChanged;
}

const [shown = ""] = fences(DOCUMENT).flatMap(({ language, text }) =>
  language === "json" && text.includes('"detail":') ? [text] : [],
);
const envelope = JSON.parse(shown) as Envelope;

/** Fields and types, at every depth: `opened[].startedAt: string`. */
function shapeOf(value: unknown, path = ""): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => shapeOf(item, `${path}[]`)))];
  if (typeof value !== "object" || value === null)
    return [`${path}: ${value === null ? "null" : typeof value}`];
  return Object.entries(value).flatMap(([key, inner]) =>
    shapeOf(inner, path === "" ? key : `${path}.${key}`),
  );
}

/** How the document calls the type of such a value. */
function typeWords(value: unknown): RegExp {
  if (value === null) return /^text or null$/;
  if (Array.isArray(value)) return /^list$/;
  const word = { string: "text", number: "number", boolean: "true or false" }[String(typeof value)];
  return new RegExp(`^${word}( or null)?$`);
}

describe("docs/events.md", () => {
  test("has the fields and types of an event that the code made", () => {
    expect(shapeOf(envelope.detail).sort()).toEqual(shapeOf(madeEvent()).sort());
  });

  test("shows that event itself", () => {
    expect(envelope.detail).toEqual(madeEvent());
    expect(envelope.source).toBe(EVENT_SOURCE);
    expect(envelope["detail-type"]).toBe(ALERTS_CHANGED);
  });

  const event = madeEvent();
  const [opened, resolved] = [event.opened[0], event.resolved[0]];
  test.each([
    ["The event", event],
    ["An alert", { ...resolved, ...opened }],
    ["An alternative", opened?.alternatives[0]],
  ])("explains every field, with its type: %s", (heading, made) => {
    const rows = rowsOf(DOCUMENT, heading).map(([field = "", type = ""]) => [
      field.replaceAll("`", ""),
      type,
    ]);
    expect(rows.map(([field]) => field).sort()).toEqual(Object.keys(made ?? {}).sort());
    for (const [field = "", type = ""] of rows) {
      const value = (made as Readonly<Record<string, unknown>>)[field];
      expect({ field, type }).toEqual({ field, type: expect.stringMatching(typeWords(value)) });
    }
  });

  test("what may be null is told so: an alert about the feed has no station and no counts", () => {
    const failed = (minute: number): FailedPoll => {
      const fetchedAt = T0 + minute * 60_000;
      return { type: "failed", systemId: SYSTEM, fetchedAt, reason: "it answered 503", httpStatus: 503 };
    };
    const ruleBook = ruleBookOf({ systems: [] }, SYSTEM, "9d3c51ab");
    const polls = [failed(0), failed(11), snapshot(12, ["1001", 9, 11])];
    const events = announcementsOf(SYSTEM, run(polls, { ruleBook }).effects);
    const told = events.flatMap(({ opened, resolved }) => [...opened, ...resolved]);
    expect(told.map(({ rule }) => rule)).toEqual(["feed-down", "feed-down"]);
    const types = new Map(rowsOf(DOCUMENT, "An alert").map(([field = "", type = ""]) => [field, type]));
    const nulls = told.flatMap((alert) => Object.entries(alert).filter(([, value]) => value === null));
    expect(new Set(nulls.map(([field]) => field)).size).toBeGreaterThan(4);
    for (const [field] of nulls) {
      expect({ field, type: types.get(`\`${field}\``) }).toEqual({
        field,
        type: expect.stringMatching(/ or null$/),
      });
    }
  });

  test("a field that the code has and the document lacks is found out", () => {
    const { address: _, ...without } = envelope.detail.opened[0] ?? { address: null };
    expect(shapeOf({ ...envelope.detail, opened: [without] }).sort()).not.toEqual(
      shapeOf(madeEvent()).sort(),
    );
  });
});
