import { existsSync } from "node:fs";
import { TAPES } from "../e2e/played-tape.ts";

/** The recorded tapes; where there are none, one name, for which a simulated tape stands in. */
export const TAPE_NAMES: readonly string[] = existsSync(TAPES)
  ? ["lyon-jcdecaux-v3", "baywheels-gbfs-1", "oslo-gbfs-2"]
  : ["lyon-jcdecaux-v3"];
