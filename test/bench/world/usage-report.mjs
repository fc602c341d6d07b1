// Loaded before the poller (node --import): tells on descriptor 2, twice a second, what its process has used so far.
import { writeSync } from "node:fs";

const tell = () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  writeSync(2, `usage ${maxRSS} ${userCPUTime + systemCPUTime}\n`);
};
setInterval(tell, 500).unref();
