import { PutRecordCommand } from "@aws-sdk/client-kinesis";
import { counted } from "../../functions/words/amounts.ts";
import type { Asked } from "../asking.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, endingOf, FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { chosenFaults, type FaultChoice } from "./chosen.ts";
import type { Fault } from "./fault.ts";
import { type Judged, judged } from "./judge.ts";
import { recordsOf } from "./records.ts";
import { goneWords } from "./show.ts";
import { withFaults } from "./waiting.ts";

interface Put {
  readonly fault: Fault;
  readonly record: Judged;
  readonly bytes: Uint8Array;
}

/** What is to be done with the chosen faults. */
interface Plan {
  /** In the order of their times: a record that comes after a newer one of its system can change nothing. */
  readonly puts: readonly Put[];
  /** The faults of which some record cannot be put: they stay. */
  readonly kept: ReadonlySet<Fault>;
}

/** Puts the records of faults on the stream again, and deletes what was put; without `yes` it says what it would do. */
export async function retryFaults(
  written: readonly string[],
  options: Place & FaultChoice & { readonly yes?: boolean | undefined },
  world: World,
): Promise<void> {
  await withFaults(options, world, async (faults, asked) => {
    const chosen = chosenFaults(written, options, faults);
    const plan = await planFor(chosen, asked, world);
    if (options.yes === true) await carryOut(plan, chosen, asked, world);
    else {
      for (const { record } of plan.puts) world.terminal.say(`would put ${record.words} on the stream`);
      world.terminal.say("nothing was done: --yes does it");
    }
    if (plan.kept.size > 0) {
      const sentence = `${plan.kept.size} of ${counted(chosen.length, "fault")} cannot be retried whole`;
      throw new UserError(sentence, BAD_INPUT);
    }
  });
}

/** Says of each record what stands against it. */
async function planFor(chosen: readonly Fault[], asked: Asked, { terminal, now }: World): Promise<Plan> {
  const puts: Put[] = [];
  const kept = new Set<Fault>();
  for (const fault of chosen) {
    const { faultId, kind, records } = fault.listed;
    if (records === 0) {
      kept.add(fault);
      terminal.say(`${faultId}: only records can be put on the stream, and this is of the kind ${kind}`);
      continue;
    }
    const found = await recordsOf(fault, asked.connection);
    if (found.gone > 0) terminal.say(`${faultId}: ${goneWords(found.gone, records)}`);
    if (found.records.length === 0) kept.add(fault);
    for (const record of found.records) {
      const about = await judged(record, asked, now());
      if (about.objection !== null) terminal.say(`${about.words}: ${about.objection}`);
      if (about.partitionKey === null) kept.add(fault);
      else puts.push({ fault, record: about, bytes: record.bytes });
    }
  }
  return { puts: puts.toSorted((a, b) => a.record.fetchedAt - b.record.fetchedAt), kept };
}

async function carryOut(
  { puts, kept }: Plan,
  chosen: readonly Fault[],
  { connection }: Asked,
  { terminal }: World,
): Promise<void> {
  const { streams, names } = connection;
  const failed = new Set<Fault>();
  for (const { fault, record, bytes } of puts) {
    const PartitionKey = record.partitionKey ?? "";
    try {
      await streams.send(new PutRecordCommand({ StreamName: names.streamName, PartitionKey, Data: bytes }));
      terminal.say(`put ${record.words} on the stream`);
    } catch (error) {
      failed.add(fault);
      terminal.say(`${record.words} was not put: ${endingOf(error).sentence}`);
    }
  }
  // Deleted only now: a record that is put twice does nothing twice, and one that is lost is lost.
  const done = chosen.filter((fault) => !failed.has(fault) && !kept.has(fault));
  for (const { queue, waiting } of done) await queue.delete(waiting);
  terminal.say(`${counted(done.length, "fault")} retried`);
  if (failed.size > 0) throw new UserError(`${counted(failed.size, "fault")} not retried`, FAILED);
}
