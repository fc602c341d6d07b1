import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertsChanged, OpenedAlert, ResolvedAlert } from "../../functions/core/announcement.ts";
import { alertLines } from "../../functions/words/alert-lines.ts";
import { printable } from "../../functions/words/text.ts";
import { widthOf } from "../../functions/words/width.ts";

const SUBJECT = {
  alertId: "2026-05-04T07:12:00.000Z/1001/empty",
  rule: "empty" as const,
  stationId: "1001",
  stationName: "Quayside Halt",
  address: "58 Millrace Road",
  startedAt: "2026-05-04T07:12:00.000Z",
  vehicles: 0,
  docks: 12,
  emptyInSystem: 5,
};
const OPENED: OpenedAlert = {
  ...SUBJECT,
  reason: null,
  afterGap: false,
  alternatives: [
    { stationId: "1002", name: "Swan Row", distanceMeters: 465, vehicles: 11, docks: 3 },
    { stationId: "1003", name: "Old Quay", distanceMeters: 800, vehicles: 2, docks: 9 },
  ],
};
const RESOLVED: ResolvedAlert = {
  ...SUBJECT,
  endedAt: "2026-05-04T07:24:00.000Z",
  durationSeconds: 720,
  endReason: null,
  endUncertain: false,
};

interface Told {
  readonly opened?: OpenedAlert[];
  readonly resolved?: ResolvedAlert[];
  readonly withDate?: boolean;
  readonly columns?: number | null;
}

function linesOf(
  { opened = [], resolved = [], withDate = false, columns = null }: Told,
  timeZone = "UTC",
): string[] {
  const at = "2026-05-04T07:24:00.000Z";
  const told: AlertsChanged = {
    version: 1,
    id: "x",
    systemId: "riverton",
    at,
    part: 1,
    parts: 1,
    summary: "",
    opened,
    resolved,
  };
  const paint = { opened: String, resolved: (text: string) => `(${text})` };
  return alertLines(told, { timeZoneOf: () => timeZone, withDate, columns, paint });
}

describe("a line", () => {
  it.each([
    [
      120,
      "07:24:00  empty              Quayside Halt (riverton) · 5 empty in the city · 11 bikes at Swan Row, 465 m",
    ],
    [80, "07:24:00  empty  Quayside Halt (riverton) · 11 bikes at Swan Row, 465 m"],
    [60, "07:24:00  empty  Quayside Halt · 11 bikes at Swan Row, 465 m"],
    [55, "07:24:00  empty  Quayside Halt · 11 bikes at Swan Row"],
    [50, "07:24:00  empty  Quayside Halt · 11 bikes at Swan…"],
    [48, "07:24:00  empty  Quayside Halt · 11 bikes, 465 m"],
    [46, "07:24:00  empty  Quayside Halt (riverton)"],
    [40, "07:24:00  empty  Quayside Halt"],
    [29, "07:24:00  empty  Quayside…"],
  ])("of a terminal of %i columns does without what is worth least", (columns, line) => {
    expect(linesOf({ opened: [OPENED], columns })).toEqual([line]);
  });

  it("is never wider than the terminal, whatever names say, and no word is cut that could stand whole", () => {
    const unit = fc.constantFrom(..."ab é京🚲", " ", "u\u0308", "\u202e", "\n", "👩‍🚒");
    const name = fc.string({ unit, minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(name, name, name, fc.integer({ min: 30, max: 140 }), (own, address, other, columns) => {
        const nearest = { stationId: "1", name: other, distanceMeters: 465, vehicles: 11, docks: 3 };
        const alert = { ...OPENED, stationName: own, address, alternatives: [nearest] };
        const [line = ""] = linesOf({ opened: [alert], columns });
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
        const [whole = ""] = linesOf({ opened: [alert] });
        const useful = `07:24:00  empty  ${printable(own)} · 11 bikes at ${printable(other)}`;
        if (widthOf(useful) <= columns) expect(line).toContain(`11 bikes at ${printable(other)}`);
        const known = new Set(whole.split(/[ ,]+/));
        const isWhole = (word: string) => known.has(word) || widthOf(word) > columns - 20;
        expect(
          line
            .replace("…", "")
            .split(/[ ,]+/)
            .filter((word) => word !== "" && !isWhole(word)),
        ).toEqual([]);
      }),
      { examples: [["a", "a", "a", 34]] },
    );
  });

  it("of a recording says the day too", () => {
    const [line] = linesOf({ opened: [OPENED], withDate: true });
    expect(line).toMatch(/^\d{4}-\d{2}-\d{2} 07:24:00 {2}empty /);
  });

  it("says what happened where, what the city is like and where to go instead", () => {
    expect(linesOf({ opened: [OPENED] })).toEqual([
      "07:24:00  empty              Quayside Halt (riverton) · 58 Millrace Road · 5 empty in the city · 11 bikes at Swan Row, 465 m",
    ]);
  });

  it("of an end says for how long it was, and comes before those of beginnings", () => {
    expect(linesOf({ opened: [OPENED], resolved: [RESOLVED] })).toEqual([
      "(07:24:00  no longer empty    Quayside Halt (riverton) · 58 Millrace Road · after 12 min · 5 empty in the city)",
      expect.stringMatching(/^07:24:00 {2}empty /),
    ]);
    expect(linesOf({ resolved: [{ ...RESOLVED, endReason: "withdrawn" }] })[0]).toContain(" · withdrawn · ");
  });

  it("says the count that its rule has found, where the rule's word does not", () => {
    const few = { ...OPENED, vehicles: 2, address: null, alternatives: [] };
    expect(linesOf({ opened: [few] })[0]).toContain(
      "empty              Quayside Halt (riverton) · 2 bikes · ",
    );
  });

  it("names docks where there is no room, the reason where it is closed, and nothing that nobody knows", () => {
    const full = { ...OPENED, rule: "full" as const, docks: 0, alternatives: OPENED.alternatives.slice(1) };
    expect(linesOf({ opened: [full] })[0]).toBe(
      "07:24:00  full               Quayside Halt (riverton) · 58 Millrace Road · 9 docks at Old Quay, 800 m",
    );
    const closed = {
      ...OPENED,
      rule: "closed" as const,
      reason: "not installed",
      address: null,
      alternatives: [],
    };
    expect(linesOf({ opened: [closed] })).toEqual([
      "07:24:00  closed             Quayside Halt (riverton) · not installed",
    ]);
    expect(linesOf({ resolved: [{ ...RESOLVED, rule: "closed" }] })[0]).toContain(
      "open again         Quayside",
    );
    const one = [{ stationId: "2", name: "Park", distanceMeters: 90, vehicles: 1, docks: null }];
    expect(linesOf({ opened: [{ ...OPENED, alternatives: one }] })[0]).toMatch(/ · 1 bike at Park, 90 m$/);
    expect(linesOf({ opened: [{ ...full, alternatives: one }] })[0]).toMatch(/ · \? docks at Park, 90 m$/);
  });

  it("has the time of the place", () => {
    expect(linesOf({ opened: [OPENED] }, "Europe/Paris")[0]).toMatch(/^09:24:00 /);
    expect(linesOf({ opened: [OPENED] }, "Asia/Kolkata")[0]).toMatch(/^12:54:00 /);
  });

  it("stays one line whatever an id has in it", () => {
    const [line, ...more] = linesOf({
      opened: [{ ...OPENED, stationName: "\u001b[31m1\n2\u0085", address: null }],
    });
    expect(more).toEqual([]);
    expect(line).toContain("empty               [31m1 2  (riverton)");
    const turned = { ...OPENED, stationName: "\u202eyawliaR\u061c Way", address: null };
    expect(linesOf({ opened: [turned] })[0]).toContain("empty              yawliaR Way (riverton)");
  });
});
