import { bundleWorker } from "../../faults/bundle.ts";
import type { Mutant } from "../../faults/mutants/mutant.ts";
import { runInProcess } from "../../faults/processes.ts";
import type { Campaign } from "../campaign.ts";
import { MUTANTS } from "./all.ts";

const WORKER = new URL("../worker.ts", import.meta.url);
const AT_ONCE = 2;

/** A slip that the model has not seen in this many histories survives. */
export const MUTANT_HISTORIES_MAX = 20_000;

/** Compares the model with each mutant of the code, and returns those that it does not reject. */
export async function survivors(
  folder: string,
  onMutant: (mutant: Mutant, lived: number | null) => void,
): Promise<Mutant[]> {
  const queue = MUTANTS.map((mutant, at) => ({ mutant, at }));
  const left: Mutant[] = [];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const worker = await bundleWorker(WORKER, folder, next.mutant, `mutant-${next.at}`);
      const seeds = { first: 1, histories: MUTANT_HISTORIES_MAX, stride: 1, failuresMax: 1 };
      const { histories, failures } = await runInProcess<Campaign>(worker, seeds);
      if (failures.length === 0) left.push(next.mutant);
      onMutant(next.mutant, failures.length === 0 ? null : histories);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return left;
}
