import * as z from "zod";
import { STATION_ID_BYTES_MAX } from "../core/observation.ts";
import { RULE_NAMES } from "../core/rules.ts";
import { ADDRESS, API_KEY, MAIL_ADDRESS } from "./access-fields.ts";
import { DURATION_PATTERN, durationMs } from "./duration.ts";
import { duration, OPENING_HOURS, onOrOff, SYSTEM_ID, TIME_ZONE } from "./fields.ts";
import { RECEIVER_KINDS } from "./receiver-settings.ts";

/** What systems.json says of receivers: who is told of what, and how often. */

/** All are told at once, within one run of a minute. */
const RECEIVERS_MAX = 50;
const LISTED_MAX = 1_000;
const EVERY_MS_MIN = 5 * 60_000;
const DAY_MS = 86_400_000;

const NAME_EXPECTED = "1 to 64 letters, digits, hyphens or underscores";
const KIND_EXPECTED = RECEIVER_KINDS.map((kind) => `"${kind}"`).join(" or ");
const ID_EXPECTED = `station ids of 1 to ${STATION_ID_BYTES_MAX} bytes`;

function listOf<Item extends z.ZodType<string>>(item: Item, what: string, description: string) {
  const expected = `a list of 1 to ${LISTED_MAX} ${what}, each once`;
  return z
    .array(item, expected)
    .min(1, expected)
    .max(LISTED_MAX, expected)
    .refine((items) => new Set(items).size === items.length, expected)
    .optional()
    .meta({ description });
}

const RECEIVER = z.strictObject({
  name: z
    .string(NAME_EXPECTED)
    .regex(/^[A-Za-z0-9][\w-]{0,63}$/, NAME_EXPECTED)
    .meta({
      description: "Names the receiver in its item, in commands and in alarms. A new name begins anew.",
    }),
  kind: z.literal(RECEIVER_KINDS, KIND_EXPECTED).meta({
    description:
      "`text` sends what chat tools take, an object with one text; `standard` Standard Webhooks, for programs; `mail` plain text, which only a deployed stack sends.",
  }),
  url: ADDRESS.optional(),
  to: MAIL_ADDRESS.optional(),
  secret: API_KEY.optional().meta({
    description: "Where the key is kept that signs messages of `standard`, never the key.",
  }),
  changes: onOrOff(
    "Sends each change at once, as it is on the bus, to a receiver of the kind standard; false where absent.",
  ).optional(),
  systems: listOf(SYSTEM_ID, "system ids", "Only these systems; all where absent."),
  rules: listOf(
    z.enum(RULE_NAMES, `rules, each one of ${RULE_NAMES.join(", ")}`),
    "rules",
    "Only these rules; all about stations where absent.",
  ),
  stations: listOf(
    z
      .string(ID_EXPECTED)
      .refine((id) => id !== "" && Buffer.byteLength(id) <= STATION_ID_BYTES_MAX, ID_EXPECTED),
    ID_EXPECTED,
    "Only these stations of the one system in `systems`.",
  ),
  areas: listOf(z.string("names of areas"), "names of areas", "Only stations in these areas of the systems."),
  feeds: onOrOff("Tells of trouble with feeds too; false where absent.").optional(),
  openFor: duration("Tells of what is known to have been open for so long; at once where absent.")
    .refine((text) => !DURATION_PATTERN.test(text) || durationMs(text) <= 7 * DAY_MS, "at most 7d")
    .optional(),
  every: duration("The least time from message to message; 15m where absent.")
    .refine((text) => !DURATION_PATTERN.test(text) || durationMs(text) >= EVERY_MS_MIN, "at least 5m")
    .refine((text) => !DURATION_PATTERN.test(text) || durationMs(text) <= DAY_MS, "at most 1d")
    .optional(),
  hours: OPENING_HOURS.optional().meta({
    description:
      "When messages may be sent, as OpenStreetMap writes opening hours, on the clock of timeZone; always where absent.",
  }),
  timeZone: TIME_ZONE.optional().meta({
    description: "IANA name, such as Europe/Paris, of the clock that messages show; UTC where absent.",
  }),
});

const RECEIVERS_EXPECTED = `a list of at most ${RECEIVERS_MAX} receivers`;

export const RECEIVERS = z
  .array(RECEIVER, RECEIVERS_EXPECTED)
  .max(RECEIVERS_MAX, RECEIVERS_EXPECTED)
  .meta({ description: "Who is told of what is open, and how often." });
