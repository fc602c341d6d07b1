// Bundles what runs under plain Node: the CLI, the local runner, the functions, the benches. Half a second.
import { rmSync } from "node:fs";
