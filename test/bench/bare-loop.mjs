// The floor of a replay: unpacks a tape and parses each line and each body, and does nothing with them.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

const lines = createInterface({ input: createReadStream(process.argv[2]).pipe(createGunzip()) });
for await (const line of lines) JSON.parse(JSON.parse(line).body);
