import { writeFileSync } from "node:fs";
import { systemsJsonSchema } from "./functions/systems/schema.ts";

// systems.schema.json, by which editors complete and check a systems.json; a test holds that it is up to date.
writeFileSync("systems.schema.json", `${JSON.stringify(systemsJsonSchema(), null, 2)}\n`);
