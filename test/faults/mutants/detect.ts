import type { Mutant } from "./mutant.ts";

/** Bugs of the protocol: read, flush, fold, commit, flush. */
export const DETECT_MUTANTS: readonly Mutant[] = [
  {
    name: "effects before the commit",
    file: "functions/detect/fold-system.ts",
    search: "        let committed: StoredState | null;\n",
    replacement:
      "        for (const effect of part.packed.effects) await world.effects.flush(systemId, effect);\n        let committed: StoredState | null;\n",
    why: "An attempt that dies before its commit has opened alerts that are in no state.",
  },
  {
    name: "what is pending is not flushed on reading",
    file: "functions/detect/fold-system.ts",
    search:
      "        base = await world.states.load(systemId);\n        await flushCommitted(systemId, base, world, tally);\n",
    replacement: "        base = await world.states.load(systemId);\n",
    why: "The next commit replaces the effects of a commit whose container died.",
  },
  {
    name: "what is pending is not flushed after a conflict",
    file: "functions/detect/fold-system.ts",
    search:
      "        base = await world.states.load(systemId);\n        await flushCommitted(systemId, base, world, tally);\n",
    replacement:
      "        base = await world.states.load(systemId);\n        if (tally.conflicts === 0) await flushCommitted(systemId, base, world, tally);\n",
    why: "The rival may have committed and died; the next commit then replaces its effects.",
  },
  {
    name: "a conflict is overwritten",
    file: "functions/detect/fold-system.ts",
    search: "        base = committed;\n",
    replacement: "        base = committed ?? { ...base, version: base.version + 1 };\n",
    why: "The next commit overwrites what the rival committed.",
  },
  {
    name: "a conflict counts as done",
    file: "functions/detect/fold-system.ts",
    search: "        base = committed;\n",
    replacement: "        base = committed;\n        if (base === null) position += part.taken;\n",
    why: "The records count as done by the rival, which may have had others.",
  },
  {
    name: "no flush after the commit",
    file: "functions/detect/fold-system.ts",
    search: "        await flushCommitted(systemId, base, world, tally);\n      }\n      addTally",
    replacement: "        world.flushedVersions.set(systemId, base.version);\n      }\n      addTally",
    why: "The effects of every commit are lost.",
  },
  {
    name: "errors are swallowed",
    file: "functions/detect/fold-system.ts",
    search:
      "    if (record === undefined) throw error;\n    return { stoppedAt: { record, reason: messageOf(error) }, tally };",
    replacement: "    if (record === undefined) throw error;\n    return { stoppedAt: null, tally };",
    why: "A throttled read loses its records.",
  },
  {
    name: "a record that cannot be set aside is dropped",
    file: "functions/detect/fold-system.ts",
    search: "      return { stoppedAt: { record, reason: messageOf(error) }, tally };\n    }\n  }\n",
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
    search: "  const { pending } = committed;\n",
    replacement:
      "  const { pending } = committed;\n  world.flushedVersions.set(systemId, committed.version);\n",
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
    search: "  for (const record of records) {\n",
    replacement: "  for (const record of records.slice(-1)) {\n",
    why: "Records between the newest ones of two batches are never folded.",
  },
  {
    name: "retention counts from the batch",
    file: "functions/detect/fold-part.ts",
    search: "    arrivedAt = record.arrivedAt;\n",
    replacement: "    arrivedAt ||= record.arrivedAt;\n",
    why: "How long an alert is kept depends on how the records were batched.",
  },
  {
    name: "the list of ids in use is forgotten",
    file: "functions/detect/fold-part.ts",
    search: "state.stationIds !== base.state.stationIds) {",
    replacement: "state.markAt !== base.state.markAt) {",
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
    search: "      position += part.taken;\n",
    replacement: "      position = records.length;\n",
    why: "The second half of a large city's batch is lost.",
  },
];
