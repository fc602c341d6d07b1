import { expect } from "vitest";
import { type FeedFile, type Run, UNDISTURBED } from "./hostile-run.ts";
import type { HostileServer } from "./wire.ts";

/** One poll of the hostile system is told, and the honest ones lose none. */
export function expectUndisturbed(run: Run, { poll }: HostileServer, file: FeedFile): void {
  expect(run.failures).toEqual([]);
  expect(run.honest).toEqual(UNDISTURBED);
  expect(run.hostile).toHaveLength(1);
  // Names that cannot be had fail no poll.
  if (poll === "good" || file === "station_information.json") expect(run.hostile).toEqual(["snapshot"]);
  else if (poll === "failed") expect(run.hostile).toEqual(["failed"]);
}
