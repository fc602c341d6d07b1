import type { Oddity } from "../oddity.ts";
import { COUNTS } from "./counts.ts";
import { FORMAT } from "./format.ts";
import { JCDECAUX } from "./jcdecaux.ts";
import { MASSES } from "./masses.ts";
import { NIGHTS } from "./nights.ts";
import { OUTAGES } from "./outages.ts";
import { TIMES } from "./times.ts";

/** What feeds do and how it is handled: the README's table. */
export const ODDITIES: readonly Oddity[] = [
  ...FORMAT,
  ...JCDECAUX,
  ...TIMES,
  ...COUNTS,
  ...MASSES,
  ...OUTAGES,
  ...NIGHTS,
];
