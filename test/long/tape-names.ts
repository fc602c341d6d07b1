import { recorded } from "../recordings.ts";

/** The recorded tapes; where there are none, one name, for which a simulated tape stands in. */
export const TAPE_NAMES: readonly string[] = recorded("tapes")
  ? ["lyon-jcdecaux-v3", "baywheels-gbfs-1", "oslo-gbfs-2"]
  : ["lyon-jcdecaux-v3"];
