import * as z from "zod";
import type { SystemsConfiguration } from "./configuration.ts";
import {
  apiUrl,
  CONTACT,
  duration,
  feedUrl,
  retention,
  SYSTEM_ID,
  TIME_ZONE,
  textUpTo,
  wholeNumber,
} from "./fields.ts";

/** A configuration may list so many systems. */
export const SYSTEMS_MAX = 10_000;
const COUNT_MAX = 1_000_000;

const DELAYS = {
  for: duration("How long the condition must have held before the alert opens.").optional(),
  keepFor: duration("How long it must be over before the alert is resolved.").optional(),
};

const RULE_EXPECTED = "false, or an object with the rule's parameters";

const CLOSED = z.union([z.literal(false), z.strictObject(DELAYS)], RULE_EXPECTED);

function counting(what: string) {
  const parameters = {
    atMost: wholeNumber(
      0,
      COUNT_MAX,
      `The condition holds at so many ${what} or fewer; 0 where absent.`,
    ).optional(),
    clearAt: wholeNumber(1, COUNT_MAX, `It is over at so many ${what} or more; more than atMost.`).optional(),
  };
  return z.union([z.literal(false), z.strictObject({ ...parameters, ...DELAYS })], RULE_EXPECTED);
}

const RULES = z
  .strictObject({
    empty: counting("vehicles").optional().meta({ description: "Too few vehicles. false: off." }),
    full: counting("docks").optional().meta({ description: "Too few docks. false: off." }),
    closed: CLOSED.optional().meta({ description: "Out of service. false: off." }),
  })
  .meta({ id: "rules", description: "What is not said here is as in the next wider scope." });

export const STATION = z.strictObject({ rules: RULES });

const BASE = {
  systemId: SYSTEM_ID,
  name: textUpTo(200, "What people call the system.").optional(),
  timeZone: TIME_ZONE.optional(),
  attribution: textUpTo(500, "Whom the licence of the data asks to name.").optional(),
  pollSeconds: wholeNumber(
    1,
    3_600,
    "How often to ask at most; the feed's ttl may make it less often. 60 where absent; below 60 only the local runner can.",
  ).optional(),
  rules: RULES.optional(),
  stations: z
    .record(z.string(), STATION)
    .optional()
    .meta({ description: "Stations with rules of their own, by station id." }),
};

const GBFS = z.strictObject({
  ...BASE,
  kind: z.literal("gbfs"),
  url: feedUrl("The auto-discovery URL: gbfs.json, any version."),
});

const KEY_PLACE_EXPECTED = "the name of the place where the key is kept";

function keyPlace(pattern: RegExp, description: string) {
  return z.string(KEY_PLACE_EXPECTED).regex(pattern, KEY_PLACE_EXPECTED).meta({ description });
}

const API_KEY = z
  .union(
    [
      z.strictObject({ environment: keyPlace(/^[A-Za-z_]\w{0,127}$/, "An environment variable.") }),
      z.strictObject({
        ssmParameter: keyPlace(/^[\w./-]{1,1011}$/, "A parameter of the SSM parameter store."),
      }),
      z.strictObject({ secret: keyPlace(/^[\w/+=.@-]{1,512}$/, "A secret of Secrets Manager: its name.") }),
    ],
    'where the key is kept, never the key: {"environment": …}, {"ssmParameter": …} or {"secret": …}',
  )
  .meta({ description: "Where the key is kept, never the key." });

const JCDECAUX = z.strictObject({
  ...BASE,
  kind: z.literal("jcdecaux"),
  contract: z
    .string("the contract's name, such as lyon")
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/, "the contract's name, such as lyon")
    .meta({ description: "The contract's name, such as lyon." }),
  apiVersion: z.literal([1, 3], "1 or 3").meta({ description: "Version of the API." }),
  url: apiUrl("Where the API is; https://api.jcdecaux.com where absent.").optional(),
  apiKey: API_KEY.optional(),
});

const SYSTEMS_EXPECTED = `a list of at most ${SYSTEMS_MAX} systems`;

export const SYSTEMS = z
  .strictObject({
    $schema: z
      .string("the path of the JSON Schema")
      .optional()
      .meta({ description: "The JSON Schema of this file." }),
    contact: CONTACT.optional(),
    retention: z
      .strictObject({
        alerts: retention("For how long a resolved alert is kept; 90d where absent.").optional(),
        windows: retention("For how long a city window is kept; 400d where absent.").optional(),
      })
      .optional(),
    rules: RULES.optional(),
    systems: z
      .array(z.discriminatedUnion("kind", [GBFS, JCDECAUX]), SYSTEMS_EXPECTED)
      .max(SYSTEMS_MAX, SYSTEMS_EXPECTED),
  })
  .meta({
    title: "stationwatch systems",
    description: "Which bike-share systems to watch, and by which rules.",
  });

// Schema and interface say the same, both ways: where they differ, this line does not compile.
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;
true satisfies Same<Plain<z.input<typeof SYSTEMS>>, Plain<SystemsConfiguration>>;
