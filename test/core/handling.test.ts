import { describe, expect, test } from "vitest";
import { type Act, type Handling, handle, UNHANDLED } from "../../functions/core/handling.ts";

const AT = "2026-05-04T08:00:00.000Z";
const LATER = "2026-05-04T09:00:00.000Z";
const ADAS: Handling = { acknowledgedBy: "Ada", acknowledgedAt: AT, note: "van" };

function act(type: Act["type"], by: string, more: Partial<Act> = {}): Act {
  return { type, by, at: LATER, takes: false, ...more };
}

describe("an alert", () => {
  test.each<[string, Handling, Act, boolean, unknown]>([
    [
      "that nobody has is acknowledged",
      UNHANDLED,
      act("ack", "Bob"),
      true,
      { acknowledgedBy: "Bob", acknowledgedAt: LATER, note: null },
    ],
    [
      "is acknowledged with a note",
      UNHANDLED,
      act("ack", "Bob", { note: "on it" }),
      true,
      { acknowledgedBy: "Bob", acknowledgedAt: LATER, note: "on it" },
    ],
    [
      "that somebody has is refused with the name and since when",
      ADAS,
      act("ack", "Bob"),
      true,
      { type: "taken", by: "Ada", since: AT },
    ],
    [
      "that somebody has since an unknown time is refused too",
      { ...ADAS, acknowledgedAt: null },
      act("ack", "Bob"),
      true,
      { type: "taken", by: "Ada", since: null },
    ],
    [
      "that somebody has is taken over, and its note stays",
      ADAS,
      act("ack", "Bob", { takes: true }),
      true,
      { acknowledgedBy: "Bob", acknowledgedAt: LATER, note: "van" },
    ],
    ["that I have is mine since then", ADAS, act("ack", "Ada"), true, ADAS],
    [
      "that I have gets a new note and is mine since then",
      ADAS,
      act("ack", "Ada", { note: "two vans" }),
      true,
      { ...ADAS, note: "two vans" },
    ],
    [
      "that I have is given up, and its note stays",
      ADAS,
      act("unack", "Ada"),
      true,
      { ...UNHANDLED, note: "van" },
    ],
    [
      "that somebody has is not given up for them",
      ADAS,
      act("unack", "Bob"),
      true,
      { type: "taken", by: "Ada", since: AT },
    ],
    [
      "that somebody has is given up for them when asked",
      ADAS,
      act("unack", "Bob", { takes: true }),
      true,
      { ...UNHANDLED, note: "van" },
    ],
    ["that nobody has is given up as it is", UNHANDLED, act("unack", "Bob"), true, UNHANDLED],
    ["that is over takes no acknowledgement", UNHANDLED, act("ack", "Bob"), false, { type: "over" }],
    ["that is over keeps who had it", ADAS, act("unack", "Ada"), false, { type: "over" }],
    [
      "that is over takes a note",
      ADAS,
      act("note", "Bob", { note: "fixed" }),
      false,
      { ...ADAS, note: "fixed" },
    ],
    [
      "loses its note when that is cleared",
      ADAS,
      act("note", "Bob", { note: null }),
      true,
      { ...ADAS, note: null },
    ],
  ])("%s", (_, before, done, isOpen, after) => {
    expect(handle(before, done, isOpen)).toEqual(after);
  });
});
