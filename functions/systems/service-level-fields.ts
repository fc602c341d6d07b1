import * as z from "zod";
import { STATION_ID_BYTES_MAX, STATIONS_MAX } from "../core/observation.ts";
import { LEVEL_CONDITIONS } from "../core/service-terms.ts";
import { isDistance } from "./distance.ts";
import { duration, OPENING_HOURS, textUpTo } from "./fields.ts";

/** What systems.json says of service levels: the terms of contracts, and areas. */

const TERMS_MAX = 50;
const AREAS_MAX = 1_000;
const NAME_CHARACTERS_MAX = 64;

const OF_EXPECTED = `a list of ${LEVEL_CONDITIONS.join(", ")}, each at most once`;
const CHARGE_MAX = 1_000_000;
const CHARGE_EXPECTED = `an amount from 0.01 to ${CHARGE_MAX} with at most two decimals`;
const UNLESS_EXPECTED = '"nearest", or an object such as {"within": "300m"}';
const DISTANCE_EXPECTED = "a distance such as 300m or 1.5km, at most 2km";
const TERMS_EXPECTED = `a list of at most ${TERMS_MAX} terms`;

const UNLESS = z
  .union(
    [
      z.literal("nearest"),
      z.strictObject({
        within: z
          .string(DISTANCE_EXPECTED)
          .refine(isDistance, DISTANCE_EXPECTED)
          .meta({ description: "All neighbours within this distance, such as 300m." }),
      }),
    ],
    UNLESS_EXPECTED,
  )
  .meta({ description: "Time does not count while one of these neighbours could have helped." });

const TERM = z.strictObject({
  name: textUpTo(NAME_CHARACTERS_MAX, "Names the term in files and options."),
  hours: OPENING_HOURS.optional().meta({
    description:
      "When the term applies, as OpenStreetMap writes opening hours, on the system's clock; at all times where absent.",
  }),
  of: z
    .array(z.enum(LEVEL_CONDITIONS, OF_EXPECTED), OF_EXPECTED)
    .min(1, OF_EXPECTED)
    .refine((names) => new Set(names).size === names.length, OF_EXPECTED)
    .meta({ description: "What counts, each for itself." }),
  after: duration("A longer spell is a violation; where absent, none is.").optional(),
  unless: UNLESS.optional(),
  charge: z
    .number(CHARGE_EXPECTED)
    .min(0.01, CHARGE_EXPECTED)
    .max(CHARGE_MAX, CHARGE_EXPECTED)
    .refine((amount) => Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-6, CHARGE_EXPECTED)
    .optional()
    .meta({ description: "Of any currency, for each started per beyond after." }),
  per: duration("What the charge is for, such as 1h.").optional(),
});

export const SERVICE_LEVELS = z
  .array(TERM, TERMS_EXPECTED)
  .max(TERMS_MAX, TERMS_EXPECTED)
  .meta({ id: "serviceLevels", description: "The terms that operators are held to, each for itself." });

const ID_EXPECTED = `station ids of 1 to ${STATION_ID_BYTES_MAX} bytes`;
const IDS_EXPECTED = `a list of 1 to ${STATIONS_MAX} station ids, each once`;
const AREAS_EXPECTED = `at most ${AREAS_MAX} areas, each with a name of 1 to ${NAME_CHARACTERS_MAX} characters`;

export const AREAS = z
  .record(
    z.string(),
    z
      .array(
        z
          .string(ID_EXPECTED)
          .refine((id) => id !== "" && Buffer.byteLength(id) <= STATION_ID_BYTES_MAX, ID_EXPECTED),
        IDS_EXPECTED,
      )
      .min(1, IDS_EXPECTED)
      .max(STATIONS_MAX, IDS_EXPECTED)
      .refine((ids) => new Set(ids).size === ids.length, IDS_EXPECTED),
    "an object of areas, each a list of station ids",
  )
  .refine((areas) => {
    const names = Object.keys(areas);
    return (
      names.length <= AREAS_MAX && names.every((name) => name !== "" && name.length <= NAME_CHARACTERS_MAX)
    );
  }, AREAS_EXPECTED)
  .meta({ description: "Named lists of station ids: levels are summed over each." });
