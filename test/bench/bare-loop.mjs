// The lower bound of a replay: unpacks a tape and parses each line and body, and does nothing with them.
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";

const text = createReadStream(process.argv[2])
  .pipe(createGunzip({ chunkSize: 262_144 }))
  .setEncoding("utf8");
let rest = "";
for await (const chunk of text) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop();
  for (const line of lines) JSON.parse(JSON.parse(line).body);
}
