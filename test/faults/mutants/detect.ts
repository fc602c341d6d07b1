import type { Mutant } from "./mutant.ts";

/** Bugs of the protocol: read, flush, fold, commit, flush. */
export const DETECT_MUTANTS: readonly Mutant[] = [
  {
    name: "effects before the commit",
    file: "functions/detect/fold-system.ts",
    search: "          base = await world.states.commit(",
    replacement:
      "          for (const effect of part.packed.effects) await world.effects.flush(systemId, effect);\n          base = await world.states.commit(",
    why: "An attempt that dies before its commit has opened alerts that are in no state.",
  },
  {
    name: "what is pending is not flushed on reading",
    file: "functions/detect/read-state.ts",
    search: "  await flushCommitted(systemId, stored, world, tally);\n",
    replacement: "  flushCommitted.name;\n",
    why: "The next commit replaces the effects of a commit whose container died.",
  },
  {
    name: "what is pending is not flushed after a conflict",
    file: "functions/detect/read-state.ts",
    search: "  await flushCommitted(systemId, stored, world, tally);\n",
    replacement: "  if (tally.conflicts === 0) await flushCommitted(systemId, stored, world, tally);\n",
    why: "The rival may have committed and died; the next commit then replaces its effects.",
  },
  {
    name: "a conflict is overwritten",
    file: "functions/detect/fold-system.ts",
    search: "          base = await world.states.commit(systemId, base, part.packed, ruleBook);\n",
    replacement:
      "          const after: Base | null = await world.states.commit(systemId, base, part.packed, ruleBook);\n          base = after ?? { ...base, version: base.version + 1 };\n",
    why: "The next commit overwrites what the rival committed.",
  },
  {
    name: "a conflict counts as done",
    file: "functions/detect/fold-system.ts",
    search: "          if (base === null) {\n            if (++tally.conflicts",
    replacement:
      "          if (base === null) position += part.taken;\n          if (base === null) {\n            if (++tally.conflicts",
    why: "The records count as done by the rival, which may have had others.",
  },
  {
    name: "no flush after the commit",
    file: "functions/detect/fold-system.ts",
    search: "          await flushCommitted(systemId, base, world, tally);\n        }\n        addTally",
    replacement: "          world.flushedVersions.set(systemId, base.version);\n        }\n        addTally",
    why: "The effects of every commit are lost.",
  },
  {
    name: "errors are swallowed",
    file: "functions/detect/fold-system.ts",
    search:
      "    if (record === undefined) throw error;\n    return { stoppedAt: { record, reason: messageOf(error) }, tally, losses };",
    replacement: "    if (record === undefined) throw error;\n    return { stoppedAt: null, tally, losses };",
    why: "A throttled read loses its records.",
  },
  {
    name: "a record that cannot be set aside is dropped",
    file: "functions/detect/fold-system.ts",
    search:
      "      return { stoppedAt: { record, reason: messageOf(error) }, tally, losses: [] };\n    }\n  }\n",
    replacement: "      reason.length;\n    }\n  }\n",
    why: "A throttled faults queue loses the record and its bytes.",
  },
  {
    name: "the highest failed number is returned",
    file: "functions/detect/detect.ts",
    search: "records.findIndex((record) => stopped.has(record))",
    replacement: "records.findLastIndex((record) => stopped.has(record))",
    why: "When two systems stop, the records of the one that stopped earlier are lost.",
  },
  {
    name: "only the first system's stop is told",
    file: "functions/detect/detect.ts",
    search: "new Set(taken.map(",
    replacement: "new Set(taken.slice(0, 1).map(",
    why: "The other systems of the batch lose the records at which they stopped.",
  },
  {
    name: "effects that fail are forgotten",
    file: "functions/detect/flush.ts",
    search: '    if (failed?.status === "rejected") throw failed.reason;\n',
    replacement: "    failed;\n",
    why: "A throttled table loses alerts.",
  },
  {
    name: "a flush is noted before it is done",
    file: "functions/detect/flush.ts",
    search: "  const { pending, looks } = committed;\n",
    replacement:
      "  const { pending, looks } = committed;\n  world.flushedVersions.set(systemId, committed.version);\n",
    why: "The retry in the same container takes the failed flush for done.",
  },
  {
    name: "one flush counts for all versions",
    file: "functions/detect/flush.ts",
    search: "world.flushedVersions.get(systemId) === committed.version",
    replacement: "world.flushedVersions.has(systemId)",
    why: "A warm container flushes only its first commit.",
  },
  {
    name: "news that fail are forgotten",
    file: "functions/detect/flush.ts",
    search: "await world.bus.announce(changes);",
    replacement: "await world.bus.announce(changes).catch(() => {});",
    why: "Alerts are not announced while the bus is throttled.",
  },
  {
    name: "only the newest record of a batch is folded",
    file: "functions/detect/fold-part.ts",
    search: "of records.entries()) {\n",
    replacement: "of [...records.entries()].slice(-1)) {\n",
    why: "Records between the newest ones of two batches are never folded.",
  },
  {
    name: "retention counts from the batch",
    file: "functions/detect/fold-part.ts",
    search: "    const { message, arrivedAt } = record;\n",
    replacement: "    const { message } = record;\n    const { arrivedAt } = records[0] ?? record;\n",
    why: "How long an alert is kept depends on how the records were batched.",
  },
  {
    name: "the list of ids in use is forgotten",
    file: "functions/detect/replaced-items.ts",
    search: "first.stationIds !== base.state.stationIds",
    replacement: "first.markAt !== base.state.markAt",
    why: "A day later the state names a deleted list of stations.",
  },
  {
    name: "a redelivered record is folded again",
    file: "functions/core/fold.ts",
    search: "at <= state.markAt",
    replacement: "at < state.markAt",
    why: "Windows count a redelivered record again.",
  },
  {
    name: "what a commit has no room for is forgotten",
    file: "functions/detect/fold-system.ts",
    search: "        position += part.taken;\n",
    replacement: "        position = records.length;\n",
    why: "The second half of a large city's batch is lost.",
  },
  {
    name: "a state that cannot be used is waited for",
    file: "functions/detect/read-state.ts",
    search: "if (!(error instanceof UnusableItem)) throw error;",
    replacement: "if (error !== null) throw error;",
    why: "One system's lost list of ids holds up its shard until the batch is given up.",
  },
  {
    name: "alerts of a lost state are forgotten",
    file: "functions/detect/read-state.ts",
    search: "(await world.openAlerts?.list(systemId)) ?? []",
    replacement: "[]",
    why: "What was open when the state was lost stays open for ever.",
  },
  {
    name: "stations that have left are remembered",
    file: "functions/core/departures.ts",
    search: "  const departed: number[] = [];\n",
    replacement: "  if (state.stationIds.length > 0) return state;\n  const departed: number[] = [];\n",
    why: "A feed whose ids change jams its system within years.",
  },
];
