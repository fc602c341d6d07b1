import { writeFileSync } from "node:fs";
import { PICTURE_FILE, picture } from "./picture.ts";

// npm run picture: after a change of what the terminal shows. A test holds that the file is up to date.
writeFileSync(PICTURE_FILE, picture());
