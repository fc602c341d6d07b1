import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { checkSystems } from "../../functions/systems/schema.ts";
import { termOf, termSettingsOf } from "../../functions/systems/service-terms.ts";

const SYSTEM = { systemId: "lyon", kind: "gbfs", url: "https://feeds.example/gbfs.json" };
const TERM = { name: "peak", of: ["empty", "full"] };
const CHARGED = { ...TERM, after: "60m", charge: 50, per: "1h" };

function problem(configuration: object): string {
  try {
    checkSystems(JSON.stringify({ systems: [SYSTEM], ...configuration }), "systems.json");
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.replace("systems.json: ", "");
    throw error;
  }
  return "no problem";
}

const AT = "serviceLevels[0]";

describe("one sentence says what is wrong with a term that", () => {
  test.each<[string, object, string]>([
    [
      "judges an unknown condition",
      { ...TERM, of: ["emty"] },
      `${AT}.of[0] is "emty", expected a list of closed, empty, full, each at most once`,
    ],
    [
      "judges one twice",
      { ...TERM, of: ["full", "full"] },
      `${AT}.of is a list of 2, expected a list of closed, empty, full, each at most once`,
    ],
    [
      "judges none",
      { ...TERM, of: [] },
      `${AT}.of is a list of 0, expected a list of closed, empty, full, each at most once`,
    ],
    ["has no name", { of: ["full"] }, `${AT}.name is missing, expected a text of 1 to 64 characters`],
    [
      "charges for no time",
      { ...CHARGED, per: undefined },
      `${AT}.per is missing, expected what the charge is for, such as 1h`,
    ],
    [
      "has a per and no charge",
      { ...CHARGED, charge: undefined },
      `${AT}.charge is missing, expected an amount for each started per, such as 50`,
    ],
    [
      "charges from no time on",
      { ...CHARGED, after: undefined },
      `${AT}.after is missing, expected the time after which the charge begins, such as 1h`,
    ],
    [
      "charges for nothing",
      { ...CHARGED, per: "0s" },
      `${AT}.per is "0s", expected more than nothing, such as 1h`,
    ],
    [
      "charges fractions of a cent",
      { ...CHARGED, charge: 0.005 },
      `${AT}.charge is 0.005, expected an amount from 0.01 to 1000000 with at most two decimals`,
    ],
    [
      "has hours that nobody reads",
      { ...TERM, hours: "8 to 20" },
      `${AT}.hours is "8 to 20", expected opening hours such as 24/7 or Mo-Fr 06:00-23:00; Sa,Su 07:00-24:00`,
    ],
    [
      "depends on holidays",
      { ...TERM, hours: "Mo-Fr,PH 08:00-20:00" },
      `${AT}.hours is "Mo-Fr,PH 08:00-20:00", expected dates, weekdays and times alone: holidays, open ends and comments leave open what counts`,
    ],
    [
      "can never be violated",
      { ...TERM, hours: "Mo-Fr 08:00-09:00,09:00-10:00", after: "2h" },
      `${AT}.after is "2h", expected less than the longest time within hours, 120m: no spell could be longer`,
    ],
    [
      "names another kind of neighbour",
      { ...TERM, unless: "near" },
      `${AT}.unless is "near", expected "nearest", or an object such as {"within": "300m"}`,
    ],
    [
      "has a distance without a unit",
      { ...TERM, unless: { within: "300" } },
      `${AT}.unless.within is "300", expected a distance such as 300m or 1.5km, at most 2km`,
    ],
    ["has a misspelt key", { ...TERM, hour: "24/7" }, `${AT}.hour is an unknown key: did you mean hours?`],
  ])("%s", (_, term, sentence) => {
    expect(problem({ serviceLevels: [term] })).toBe(sentence);
  });

  test("has the name of another", () => {
    expect(problem({ serviceLevels: [TERM, TERM] })).toBe(
      'serviceLevels[1].name is "peak", expected a name of its own: the term at 0 has this one',
    );
  });

  test("has hours where the system has no clock", () => {
    const jcdecaux = { systemId: "lyon", kind: "jcdecaux", contract: "lyon", apiVersion: 3 };
    const serviceLevels = [{ ...TERM, hours: "08:00-20:00" }];
    expect(problem({ systems: [jcdecaux], serviceLevels })).toBe(
      'systems[0].timeZone is missing, expected a time zone: the hours of the term "peak" are read on its clock',
    );
    expect(problem({ systems: [{ ...jcdecaux, timeZone: "Europe/Paris" }], serviceLevels })).toBe(
      "no problem",
    );
    // Of a GBFS feed, its own is known only when it is asked.
    expect(problem({ serviceLevels })).toBe("no problem");
  });
});

describe("one sentence says what is wrong with areas", () => {
  test.each<[string, string, string]>([
    [
      "that are empty",
      '{"centre": []}',
      "systems[0].areas.centre is a list of 0, expected a list of 1 to 20000 station ids, each once",
    ],
    [
      "that name a station twice",
      '{"centre": ["1", "1"]}',
      "systems[0].areas.centre is a list of 2, expected a list of 1 to 20000 station ids, each once",
    ],
    [
      "of numbers",
      '{"centre": [1]}',
      "systems[0].areas.centre[0] is 1, expected station ids of 1 to 256 bytes",
    ],
    [
      "without a name",
      '{"": ["1"]}',
      "systems[0].areas is an object, expected at most 1000 areas, each with a name of 1 to 64 characters",
    ],
    [
      "that JavaScript knows",
      '{"__proto__": ["1"]}',
      "systems[0].areas.__proto__ is a list of 1, expected an area with another name",
    ],
    [
      "that are no object",
      "[]",
      "systems[0].areas is a list of 0, expected an object of areas, each a list of station ids",
    ],
  ])("%s", (_, areas, sentence) => {
    const system = JSON.stringify(SYSTEM).replace(/}$/, `, "areas": ${areas}}`);
    const text = `{"systems": [${system}]}`;
    expect(() => checkSystems(text, "systems.json")).toThrow(`systems.json: ${sentence}`);
  });
});

describe("the terms of a system", () => {
  const own = { ...TERM, of: ["closed"] as const };
  const configuration = checkSystems(
    JSON.stringify({
      serviceLevels: [TERM, CHARGED].map((term, index) => ({ ...term, name: `general-${index}` })),
      systems: [
        { ...SYSTEM, serviceLevels: [own, { ...own, name: "general-0" }] },
        { ...SYSTEM, systemId: "oslo" },
      ],
    }),
    "systems.json",
  );

  test("are those for all, and its own, which replace those of the same name", () => {
    const terms = termSettingsOf(configuration, "lyon");
    expect(terms.map(({ name, of }) => [name, ...of])).toEqual([
      ["general-0", "closed"],
      ["general-1", "empty", "full"],
      ["peak", "closed"],
    ]);
    expect(termSettingsOf(configuration, "oslo").map(({ name }) => name)).toEqual(["general-0", "general-1"]);
  });

  test("are read into milliseconds and hundredths", () => {
    const [, charged] = termSettingsOf(configuration, "oslo").map(termOf);
    expect(charged).toMatchObject({
      afterMs: 3_600_000,
      hours: null,
      unless: null,
      penalty: { hundredths: 5_000, perMs: 3_600_000 },
    });
  });
});
