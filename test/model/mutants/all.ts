import type { Mutant } from "../../faults/mutants/mutant.ts";
import { ALERT_MUTANTS } from "./alerts.ts";
import { CONDITION_MUTANTS } from "./conditions.ts";
import { FOLD_MUTANTS } from "./fold.ts";
import { GUARD_MUTANTS } from "./guards.ts";
import { HOURS_MUTANTS } from "./hours.ts";
import { LIFECYCLE_MUTANTS } from "./lifecycle.ts";
import { STATION_MUTANTS } from "./stations.ts";
import { WINDOW_MUTANTS } from "./windows.ts";

/** Slips in the core that the model must see. */
export const MUTANTS: readonly Mutant[] = [
  ...LIFECYCLE_MUTANTS,
  ...ALERT_MUTANTS,
  ...CONDITION_MUTANTS,
  ...GUARD_MUTANTS,
  ...FOLD_MUTANTS,
  ...STATION_MUTANTS,
  ...HOURS_MUTANTS,
  ...WINDOW_MUTANTS,
];
