import { describe, expect, test } from "vitest";
import { matches, mayBeTold } from "../../functions/core/receiver.ts";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { type ReceiverSettings, receiverVariables } from "../../functions/systems/receiver-settings.ts";
import { receiverOf } from "../../functions/systems/receivers.ts";
import { checkSystems } from "../../functions/systems/schema.ts";

const SYSTEM = {
  systemId: "lyon",
  kind: "gbfs" as const,
  url: "https://feeds.example/gbfs.json",
  areas: { centre: ["1", "2"] },
};
const OTHER = { ...SYSTEM, systemId: "oslo", areas: {} };
const RECEIVER = { name: "dispatch", kind: "text" as const, url: { environment: "DISPATCH_URL" } };

function problem(...receivers: object[]): string {
  try {
    checkSystems(JSON.stringify({ systems: [SYSTEM, OTHER], receivers }), "systems.json");
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.replace("systems.json: ", "");
    throw error;
  }
  return "no problem";
}

const AT = "receivers[0]";
const CHANGES = { kind: "standard", secret: { environment: "KEY" }, changes: true };
const OF_DIGESTS: readonly (readonly [string, unknown])[] = [
  ["systems", ["lyon"]],
  ["rules", ["empty"]],
  ["areas", ["centre"]],
  ["feeds", false],
  ["openFor", "10m"],
  ["every", "10m"],
  ["timeZone", "UTC"],
];

describe("one sentence says what is wrong with a receiver that", () => {
  test.each<[string, object, string]>([
    ["is well", {}, "no problem"],
    [
      "is hidden behind another key",
      { matches: [] },
      `${AT}.matches is an unknown key: expected one of name, kind, url, to, secret, changes, systems, rules, stations, areas, feeds, openFor, every, hours, timeZone`,
    ],
    ["is of no kind", { kind: "fax" }, `${AT}.kind is "fax", expected "text" or "standard" or "mail"`],
    [
      "has a name with a dot, which separates what is signed",
      { name: "a.b" },
      `${AT}.name is "a.b", expected 1 to 64 letters, digits, hyphens or underscores`,
    ],
    [
      "writes its address",
      { url: "https://chat.example/secret" },
      `${AT}.url is a string that is not shown here, expected where the address is kept, never the address: {"environment": …}, {"ssmParameter": …} or {"secret": …}`,
    ],
    [
      "writes its secret",
      { kind: "standard", secret: { ssmParameter: "a secret" } },
      `${AT}.secret.ssmParameter is a string that is not shown here, expected the name of the place where the key is kept`,
    ],
    [
      "cannot be signed",
      { kind: "standard" },
      `${AT}.secret is missing, expected where the key is kept that signs messages of the kind standard`,
    ],
    [
      "is not signed",
      { secret: { environment: "KEY" } },
      `${AT}.secret is an object, expected none: only messages of the kind standard are signed`,
    ],
    ["has no address", { url: undefined }, `${AT}.url is missing, expected where the address is kept`],
    [
      "is mail to nobody",
      { kind: "mail", url: undefined },
      `${AT}.to is missing, expected the parameter that holds the mail address`,
    ],
    [
      "writes its mail address",
      { kind: "mail", url: undefined, to: "ops@example.org" },
      `${AT}.to is a string that is not shown here, expected the parameter that holds the mail address: {"ssmParameter": …}`,
    ],
    [
      "wants changes as a text",
      { changes: true },
      `${AT}.kind is "text", expected "standard", since it has changes`,
    ],
    [
      "wants changes under a name that no queue may have",
      { ...CHANGES, name: "a".repeat(51) },
      `${AT}.name is "${"a".repeat(51)}", expected at most 50 characters, since it has changes`,
    ],
    ["wants changes", { ...CHANGES, name: "a".repeat(50) }, "no problem"],
    ["wants no changes", { changes: false, every: "10m" }, "no problem"],
    ...OF_DIGESTS.map(([key, value]): [string, object, string] => [
      `wants changes and has ${key}`,
      { ...CHANGES, [key]: value },
      `${AT}.${key} is ${typeof value === "string" ? JSON.stringify(value) : Array.isArray(value) ? "a list of 1" : value}, expected none: a receiver with changes gets all of them at once`,
    ]),
    ["is told too often", { every: "4m59s" }, `${AT}.every is "4m59s", expected at least 5m`],
    ["is told too seldom", { every: "2d" }, `${AT}.every is "2d", expected at most 1d`],
    ["waits too long", { openFor: "8d" }, `${AT}.openFor is "8d", expected at most 7d`],
    [
      "has hours on no clock",
      { hours: "Mo-Fr 06:00-22:00" },
      `${AT}.timeZone is missing, expected the time zone of the hours, such as Europe/Paris`,
    ],
    [
      "has hours that depend on holidays",
      { hours: "PH 06:00-22:00", timeZone: "Europe/Paris" },
      `${AT}.hours is "PH 06:00-22:00", expected dates, weekdays and times alone: nobody here knows holidays`,
    ],
    [
      "names a system that is not there",
      { systems: ["lyon", "lion"] },
      `${AT}.systems[1] is "lion", expected the id of one of the systems`,
    ],
    [
      "names stations of two systems",
      { stations: ["1"] },
      `${AT}.stations is a list of 1, expected one system in systems beside it, since two may have a station of the same id`,
    ],
    [
      "names an area of another system",
      { systems: ["oslo"], areas: ["centre"] },
      `${AT}.areas[0] is "centre", expected the name of an area of one of its systems`,
    ],
    [
      "names one rule twice",
      { rules: ["empty", "empty"] },
      `${AT}.rules is a list of 2, expected a list of 1 to 1000 rules, each once`,
    ],
  ])("%s", (_, more, expected) => {
    expect(problem({ ...RECEIVER, ...more })).toBe(expected);
  });

  test("has the name of another", () => {
    expect(problem(RECEIVER, RECEIVER)).toBe(
      'receivers[1].name is "dispatch", expected a name of its own: receivers[0] has this one',
    );
  });
});

describe("a receiver", () => {
  const of = (more: Partial<ReceiverSettings>) => receiverOf({ ...RECEIVER, ...more }, [SYSTEM, OTHER]);
  const empty = { systemId: "lyon", stationId: "1", rule: "empty" };
  const down = { systemId: "lyon", rule: "feed-down" };

  test.each<[string, Partial<ReceiverSettings>, object, boolean]>([
    ["that asks for nothing: a station", {}, empty, true],
    ["that asks for nothing: a feed", {}, down, false],
    ["that asks for feeds: a feed", { feeds: true }, down, true],
    ["that asks for feeds: a station", { feeds: true }, empty, true],
    ["that asks for one rule about a feed: it", { rules: ["feed-down"] }, down, true],
    ["that asks for one rule about a feed: a station", { rules: ["feed-down"] }, empty, false],
    ["of another system", { systems: ["oslo"] }, empty, false],
    ["of its station", { systems: ["lyon"], stations: ["1"] }, empty, true],
    ["of another station", { systems: ["lyon"], stations: ["9"] }, empty, false],
    ["of its area", { areas: ["centre"] }, empty, true],
    ["of its area, in a system without it", { areas: ["centre"] }, { ...empty, systemId: "oslo" }, false],
    ["of stations and feeds: a feed", { systems: ["lyon"], stations: ["9"], feeds: true }, down, true],
  ])("matches, %s", (_, settings, alert, expected) => {
    expect(matches(of(settings), alert as typeof empty)).toBe(expected);
  });

  test("is told within its hours, on its own clock", () => {
    const receiver = of({ hours: "Mo-Fr 06:00-22:00", timeZone: "Europe/Paris" });
    const at = (iso: string) => mayBeTold(receiver, Date.parse(iso));
    expect(["2026-06-01T03:59:00Z", "2026-06-01T04:00:00Z", "2026-06-06T10:00:00Z"].map(at)).toEqual([
      false,
      true,
      false,
    ]);
    expect(mayBeTold(of({}), 0)).toBe(true);
  });

  test("takes along the variables that it names, and no others", () => {
    const receivers = [
      RECEIVER,
      { ...RECEIVER, url: { ssmParameter: "/x" }, secret: { environment: "KEY" } },
    ];
    expect(receiverVariables(receivers, { DISPATCH_URL: "a", KEY: "", OTHER: "b" })).toEqual({
      DISPATCH_URL: "a",
    });
  });
});
