import * as z from "zod";
import { FEED_RULES, type FeedRuleName, type ParametersOf } from "../core/feed-rules.ts";
import { type Measure, wordsOfMeasure } from "../core/measures.ts";
import type { FeedRule } from "../core/rule.ts";
import { byName } from "../core/rules.ts";
import { type CountingRuleName, STATION_RULES, type StationRuleName } from "../core/station-rules.ts";
import { API_KEY, API_KEY_IN_REQUEST, HEADERS } from "./access-fields.ts";
import type { SystemsConfiguration } from "./configuration.ts";
import {
  apiUrl,
  CONTACT,
  duration,
  durationOrOff,
  feedUrl,
  OPENING_HOURS,
  onOrOff,
  retention,
  SYSTEM_ID,
  TIME_ZONE,
  textUpTo,
  wholeNumber,
} from "./fields.ts";
import { RECEIVERS } from "./receiver-fields.ts";
import { AREAS, SERVICE_LEVELS } from "./service-level-fields.ts";

/** The most systems that a configuration may list. */
export const SYSTEMS_MAX = 10_000;
const COUNT_MAX = 1_000_000;
/** The most pollers: one alarm watches the schedules of all, and a CloudWatch alarm takes at most ten metrics. */
const POLLERS_MAX = 8;

const DELAYS = {
  for: duration("How long the condition must hold before the alert opens.").optional(),
  keepFor: duration("How long it must be over before the alert is resolved.").optional(),
};

const RULE_EXPECTED = "false, or an object with the rule's parameters";

const DELAYED = z.union([z.literal(false), z.strictObject(DELAYS)], RULE_EXPECTED);

const BEGUN = z.union([z.literal(false), z.strictObject({ for: DELAYS.for })], RULE_EXPECTED);

const SHARE_EXPECTED = "a share of the stations, more than 0 and less than 1";

function shared({ share, atLeast }: FeedRule) {
  const least = `And at least this many stations; ${atLeast} where absent.`;
  return z.union(
    [
      z.strictObject({
        share: z
          .number(SHARE_EXPECTED)
          .gt(0, SHARE_EXPECTED)
          .lt(1, SHARE_EXPECTED)
          .optional()
          .meta({ description: `More than this share of the stations; ${share} where absent.` }),
        atLeast: wholeNumber(1, COUNT_MAX, least).optional(),
        ...DELAYS,
      }),
      z.literal(false),
    ],
    RULE_EXPECTED,
  );
}

function counting(measure: Measure, atMost: number) {
  const what = wordsOfMeasure(measure).plural;
  const parameters = {
    atMost: wholeNumber(
      0,
      COUNT_MAX,
      `The condition holds at this many ${what} or fewer; ${atMost} where absent.`,
    ).optional(),
    clearAt: wholeNumber(1, COUNT_MAX, `It ends at this many ${what} or more; more than atMost.`).optional(),
  };
  return z.union([z.literal(false), z.strictObject({ ...parameters, ...DELAYS })], RULE_EXPECTED);
}

/** The settings that systems.json may have for each rule, made from its row. */
const OF_STATION_RULES = byName(STATION_RULES, ({ counts, builtIn, description }) =>
  (counts === null ? DELAYED : counting(counts, builtIn.atMost)).optional().meta({ description }),
) as {
  readonly [Name in StationRuleName]: Setting<
    Name extends CountingRuleName ? ReturnType<typeof counting> : typeof DELAYED
  >;
};

const FEED_PARAMETERS = { begun: () => BEGUN, delayed: () => DELAYED, mass: shared };

const OF_FEED_RULES = byName(FEED_RULES, ({ parameters, builtIn, description }) =>
  FEED_PARAMETERS[parameters](builtIn).optional().meta({ description }),
) as { readonly [Name in FeedRuleName]: Setting<ReturnType<(typeof FEED_PARAMETERS)[ParametersOf<Name>]>> };

type Setting<Shape extends z.ZodType> = z.ZodOptional<Shape>;

const RULES = z
  .strictObject({ ...OF_STATION_RULES, ...OF_FEED_RULES })
  .meta({ id: "rules", description: "Rules and parameters absent here are as in the next wider scope." });

export const STATION = z.strictObject({
  rules: z
    .strictObject(OF_STATION_RULES)
    .meta({ id: "stationRules", description: "Rules and parameters absent here are as for the system." }),
});

const GUARDS = z
  .strictObject({
    rebaselineAfter: durationOrOff(
      "After a gap longer than this, changes are marked as of an unknown time; 30m where absent.",
    ).optional(),
    dropOlderFor: durationOrOff(
      "How long snapshots published before one already seen are dropped; 10m where absent.",
    ).optional(),
    unreportedDocks: onOrOff(
      "Docks are unknown while nine in ten stations report none; true where absent.",
    ).optional(),
    contradictedVehicles: onOrOff(
      "A station's vehicles are unknown where it has none in all and some by type; true where absent.",
    ).optional(),
    contradictedDocks: onOrOff(
      "A station's docks are unknown where it has none in all and some by type, and none where their count is negative; true where absent.",
    ).optional(),
    openingHours: onOrOff(
      "Stations are not judged outside their opening hours; true where absent.",
    ).optional(),
  })
  .meta({ id: "guards", description: "What keeps a broken feed from becoming false alerts." });

const BASE = {
  systemId: SYSTEM_ID,
  name: textUpTo(200, "What people call the system.").optional(),
  timeZone: TIME_ZONE.optional(),
  openingHours: OPENING_HOURS.optional(),
  attribution: textUpTo(500, "The attribution that the data's licence asks for.").optional(),
  headers: HEADERS.optional(),
  pollSeconds: wholeNumber(
    1,
    3_600,
    "Seconds from poll to poll, or more where the feed's ttl is longer; 60 where absent. Only the local runner can go below 60.",
  ).optional(),
  rules: RULES.optional(),
  guards: GUARDS.optional(),
  stations: z
    .record(z.string(), STATION)
    .optional()
    .meta({ description: "Stations with rules of their own, by station id." }),
  serviceLevels: SERVICE_LEVELS.optional(),
  areas: AREAS.optional(),
};

const GBFS = z.strictObject({
  ...BASE,
  kind: z.literal("gbfs"),
  url: feedUrl("The auto-discovery URL: gbfs.json, any version."),
  plainHttp: z.literal(true, "true").optional().meta({
    description:
      "Allows plain http feeds, which anybody on the way can read and change: for the few that offer nothing else, and never with a key.",
  }),
  apiKey: API_KEY_IN_REQUEST.optional(),
});

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
    pollers: wholeNumber(
      1,
      POLLERS_MAX,
      "How many pollers share the systems in a deployment; 1 where absent. Systems whose URLs here name the same host share a poller, which sends a host one request at a time.",
    ).optional(),
    retention: z
      .strictObject({
        alerts: retention("How long a resolved alert is kept; 90d where absent.").optional(),
        windows: retention("How long a city window is kept; 400d where absent.").optional(),
      })
      .optional(),
    rules: RULES.optional(),
    guards: GUARDS.optional(),
    serviceLevels: SERVICE_LEVELS.optional(),
    receivers: RECEIVERS.optional(),
    systems: z
      .array(z.discriminatedUnion("kind", [GBFS, JCDECAUX]), SYSTEMS_EXPECTED)
      .max(SYSTEMS_MAX, SYSTEMS_EXPECTED),
  })
  .meta({
    title: "stationwatch systems",
    description: "Which bike-share systems to watch, and by which rules.",
  });

// Schema and interface must describe the same type: where they differ, the last line does not compile.
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;
true satisfies Same<Plain<z.input<typeof SYSTEMS>>, Plain<SystemsConfiguration>>;
